import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the gateway listens while the dashboard is worked on (`npm run dev:dashboard`). */
const GATEWAY = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2023',
    // Everything is fetched from the gateway itself: its policy lets no `data:` script or style in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': {
        target: GATEWAY,
        changeOrigin: true,
        // The gateway answers pages of its own origin alone: what this server served stands for one, and nothing else does.
        configure: (proxy) =>
          proxy.on('proxyReq', (toGateway, { headers }) => {
            if (headers.origin === `http://${headers.host}`) toGateway.setHeader('origin', GATEWAY)
          }),
      },
    },
  },
})

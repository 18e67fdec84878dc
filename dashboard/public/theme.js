// Before anything is painted: whoever has chosen a theme sees no other one first.
try {
  const chosen = localStorage.getItem('claudeflare.theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage can be barred; the system's theme holds then.
}

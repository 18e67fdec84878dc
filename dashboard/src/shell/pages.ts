import { Activity, ChartNoAxesCombined, ListTree, Settings, Users } from 'lucide-react'

/** The pages in the order in which they are named. Deep links below them are theirs as well. */
export const PAGES = [
  { path: '/', name: 'Overview', Icon: Activity },
  { path: '/accounts', name: 'Accounts', Icon: Users },
  { path: '/requests', name: 'Requests', Icon: ListTree },
  { path: '/analytics', name: 'Analytics', Icon: ChartNoAxesCombined },
  { path: '/settings', name: 'Settings', Icon: Settings },
] as const

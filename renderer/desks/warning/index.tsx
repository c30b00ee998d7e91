/** Posts whose whole desk is the early warning: customer service, its manager, the operations director as their next level. */
import { WarningPage } from "./WarningPage.tsx";

export default function WarningDesk() {
  return <WarningPage />;
}

/** Posts whose whole desk is the legal referral: the legal collector and the legal specialist. */
import { ReferralPage } from "./ReferralPage.tsx";

export default function LegalDesk() {
  return <ReferralPage />;
}

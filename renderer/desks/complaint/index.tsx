/** Posts whose whole desk is the complaint: the data post, and those who are told (directors, human resources). */
import { ComplaintPage } from "./ComplaintPage.tsx";

export default function ComplaintDesk() {
  return <ComplaintPage />;
}

/** Catches what a component throws: saved work is safe, so the page only has to say so and open again. */
import { Component, type ReactNode } from "react";
import { Button } from "antd";
import { useWords } from "../i18n/index.ts";

interface Props {
  readonly children: ReactNode;
}

export class ErrorFence extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed onReopen={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

function Failed({ onReopen }: { onReopen: () => void }) {
  const { t } = useWords();
  return (
    <div className="state" role="alert">
      <h2>{t("shell:crashed")}</h2>
      <p>{t("shell:crashedNext")}</p>
      <Button type="primary" onClick={onReopen}>
        {t("shell:reopen")}
      </Button>
    </div>
  );
}

/** The board page: builds what it consists of, top to bottom as on the page. */
import { ConfigStore } from "./config-store";
import { Session } from "./session";
import { CertificatesStep } from "./steps/certificates-step";
import { ConfigureStep } from "./steps/configure-step";
import { ConnectStep } from "./steps/connect-step";
import { FlashStep } from "./steps/flash-step";
import { TestStep } from "./steps/test-step";
import { WatchStep } from "./steps/watch-step";

const session = new Session();
const store = new ConfigStore();
new ConnectStep(session);
new ConfigureStep(session, store);
new CertificatesStep(session, store);
new FlashStep(session, store);
new TestStep(session, store);
new WatchStep(session);

addEventListener("beforeunload", (event) => {
  if (session.task?.isCritical) event.preventDefault();
});

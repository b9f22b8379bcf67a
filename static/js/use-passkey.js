// A button that asks one of somebody's passkeys and sends its form with the answer.
import { ceremony } from "./passkey-ceremony.js";

ceremony("use-passkey", (options) => navigator.credentials.get(options));

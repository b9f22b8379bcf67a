// A button that makes a passkey on this device or on one nearby and sends its form with what may be known of it.
import { ceremony } from "./passkey-ceremony.js";

ceremony("add-passkey", (options) => navigator.credentials.create(options));

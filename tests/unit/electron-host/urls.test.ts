import { beforeAll, describe, expect, it } from "vitest";
import { addAppScheme, headerToChromium, isAppUrl, originOf, toApp, toChromium, withSuffix } from "../../../build/electron-host/urls.ts";

beforeAll(() => addAppScheme("app"));

describe("the app's URLs and Chromium's", () => {
  it.each([
    ["app://workstation/desk.html?a=1#b", "https://workstation.app.invalid/desk.html?a=1#b"],
    ["app://workstation/", "https://workstation.app.invalid/"],
    ["https://example.com/app://workstation/", "https://example.com/app://workstation/"],
    ["about:blank", "about:blank"],
  ])("%s is %s there and back", (ours, theirs) => {
    expect(toChromium(ours)).toBe(theirs);
    expect(toApp(theirs)).toBe(ours);
  });

  it("takes no look-alike for the app", () => {
    for (const url of ["https://workstation.app.invalid.evil.com/", "https://evil.com/workstation.app.invalid/", "http://workstation.app.invalid/", "https://workstation.other.invalid/"]) {
      expect(isAppUrl(toApp(url))).toBe(false);
    }
  });

  it("names origins as Electron does", () => {
    expect(originOf("https://workstation.app.invalid")).toBe("app://workstation");
    expect(originOf("null")).toBe("null");
    expect(originOf("://")).toBe("null");
  });

  it("translates the scheme in a policy, and nothing else in any header", () => {
    expect(headerToChromium("Content-Security-Policy", "default-src 'none'; script-src app://workstation; img-src app: data:; sandbox allow-scripts")).toBe(
      "default-src 'none'; script-src https://workstation.app.invalid; img-src https://*.app.invalid data:; sandbox allow-scripts",
    );
    expect(headerToChromium("x-other", "app://workstation")).toBe("app://workstation");
  });

  it("labels a title once", () => {
    expect(withSuffix(withSuffix("Lockdesk"))).toBe("Lockdesk · evaluation host");
  });
});

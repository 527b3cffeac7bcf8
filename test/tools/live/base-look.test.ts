import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describeInBrowser, overflowOf, seriousFaults } from "../../doubles/browser";

const SHEET = readFileSync(join(__dirname, "../../../tools/web/base.css"), "utf8");

/** One of each part that the shared sheet has. */
const PARTS = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Parts</title>
<link rel="stylesheet" href="base.css"><a class="skip-link" href="#main">Skip to content</a>
<header class="page-header"><div><h1>Parts</h1><span class="badge good">live</span> <span class="badge warn">late</span>
<span class="badge bad">lost</span> <span class="badge info">told</span> <span class="badge">idle</span></div></header>
<main id="main" class="page-main stack"><dl class="tiles"><div class="tile"><dt>Waiting</dt><dd class="figure">12</dd>
<dd class="note">of 340</dd></div></dl><section class="panel"><h2>Table</h2><table><thead><tr><th scope="col">Name</th>
<th scope="col" class="number">Value</th></tr></thead><tbody><tr><th scope="row">cpu</th><td class="number">47.1</td></tr></tbody></table></section>
<section class="panel"><h2>Form</h2><div class="field"><label for="apn">APN</label><input id="apn" placeholder="internet" aria-invalid="true">
<span class="hint">of the network</span><span class="fault">is missing</span></div><button class="primary">Save</button> <button>Cancel</button>
<button class="danger">Erase</button> <button disabled>Wait</button> <button aria-pressed="true">Pause</button></section>
<p class="notice good">well</p><p class="notice warn">look</p><p class="notice bad">wrong</p><p class="notice">told</p>
<p class="quiet">quiet</p><p><a href="#main">a link</a> <code>AT</code> <kbd>Esc</kbd></p></main></html>`;

describeInBrowser("the look that all pages share", (browser) => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer(({ url: asked }, response) => {
      response.setHeader("Content-Type", asked === "/base.css" ? "text/css" : "text/html; charset=utf-8");
      response.end(asked === "/base.css" ? SHEET : PARTS);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterAll(() => server.close());

  it.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)("has parts that an accessibility checker passes, %s, %d pixels wide", async (colorScheme, width) => {
    const view = await browser.open(url, { colorScheme, width });
    expect(await seriousFaults(view.page)).toEqual([]);
    expect(await overflowOf(view.page)).toBe(0);
    await view.close();
  });

  it("is told of a fault of contrast, an error of a script and a request to another server", async () => {
    const view = await browser.open(url);
    await view.page.evaluate(`document.querySelector(".quiet").style.color = "#ccc"; console.error("broken");
      fetch("http://192.0.2.1/").catch(() => {})`);
    expect(await seriousFaults(view.page)).toEqual([expect.stringContaining("color-contrast")]);
    expect(view.errors).toContain("broken");
    expect(view.outside).toEqual(["http://192.0.2.1/"]);
    await view.close();
  });
});

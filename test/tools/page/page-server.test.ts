import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { PageServer } from "../../../tools/page/page-server";

describe("the server of the board page", () => {
  const server = new PageServer();
  let url: string;

  beforeAll(async () => {
    ({ url } = await server.listen("127.0.0.1", 0));
  });
  afterAll(() => server.close());

  async function ask(path: string, options: object = {}) {
    const sent = request(new URL(path, url), { agent: false, ...options }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  it("gives the page with a policy that lets nothing in from outside, in header and page", async () => {
    const { status, headers, body } = await ask("/");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
    );
    expect(body).toContain(`content="default-src 'none'; script-src 'self'; style-src 'self'`);
    expect(body).not.toMatch(/<script>|style=|onclick/);
  });

  it("names files relative to the page, and has them", async () => {
    const { body } = await ask("/");
    const named = [...body.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, file]) => file!);
    expect(named).toEqual(["icon.svg", "base.css", "page.css", "page.js"]);
    for (const file of named.filter((name) => name !== "page.js")) expect((await ask(`/${file}`)).status).toBe(200);
    expect(JSON.parse((await ask("/firmware/boards.json")).body)).toContain("LINUX");
  });

  it.each<[string, string, object, number]>([
    ["another file", "/../package.json", {}, 404],
    ["a board that there is none of", "/firmware/NOSUCH.json", {}, 404],
    ["another method", "/", { method: "POST" }, 405],
    ["the name of another site", "/", { headers: { host: "evil.example" } }, 403],
  ])("refuses %s", async (_, path, options, status) => {
    expect((await ask(path, options)).status).toBe(status);
  });

  it("says what to do when the port is in use", async () => {
    await expect(new PageServer().listen("127.0.0.1", Number(new URL(url).port))).rejects.toThrow(
      /port \d+: the port is in use: stop the other program or choose another port/,
    );
  });
});

/** How drivers by others bring a module up, each as the dialogue that it speaks. */
import { OK, TestHost, info } from "./host";

describe("insighio's MicroPython driver for the BG600L", () => {
  it("activates by AT+CGACT=1,1 what LTE has activated already, and defines and activates it for TCP/IP after that", async () => {
    const host = await TestHost.ready({ profile: "BG96" });
    expect(await host.send("AT+CGACT?")).toBe(info("+CGACT: 1,1"));
    expect(await host.send("AT+CGACT=1,1")).toBe(OK);
    expect(await host.send('AT+QICSGP=1,1,"internet","","",0')).toBe(OK);
    expect(await host.send("AT+QIACT=1")).toBe(OK);
    expect(await host.send("AT+CGACT=1,1")).toBe(OK);
    expect(await host.send("AT+CGACT?")).toBe(info("+CGACT: 1,1"));
  });
});

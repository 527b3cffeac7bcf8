import { Progress } from "../../../tools/flash/progress";

function recorder(isTTY: boolean): { isTTY: boolean; text: string; write(text: string): void } {
  return {
    isTTY,
    text: "",
    write(text) {
      this.text += text;
    },
  };
}

describe("the progress of an upload", () => {
  it("is a bar on a terminal", () => {
    const output = recorder(true);
    const progress = new Progress(output, 200);
    progress.show("a", 50);
    expect(output.text).toContain(`[${"#".repeat(8)}${".".repeat(22)}]  25 %  a`);
    progress.fileDone("a", 100);
    progress.show("b", 100);
    expect(output.text).toContain("100 %  b");
    progress.end();
    progress.end();
    expect(output.text.endsWith("\x1b[K\n")).toBe(true);
    expect(output.text.split("\n").length).toBe(2);
  });

  it("is a line for each file elsewhere", () => {
    const output = recorder(false);
    const progress = new Progress(output, 200);
    progress.show("a", 50);
    progress.fileDone("a", 100);
    progress.end();
    expect(output.text).toBe("flash: a: 100 bytes sent and verified\n");
  });
});

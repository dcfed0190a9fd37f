import { chromium } from "playwright-core";

const page_url = process.argv[2];
const document_url = page_url.replace(/\/$/, "") + "-json";
const problems = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
try {
  const page = await browser.newPage();
  page.on("console", (m) => {
    if (m.type() === "error") problems.push(`console: ${m.text()}`);
  });
  page.on("pageerror", (e) => problems.push(`exception: ${e.message}`));
  page.on("requestfailed", (r) => problems.push(`request failed: ${r.url()} ${r.failure()?.errorText}`));
  page.on("response", (r) => {
    if (r.status() >= 400) problems.push(`answer ${r.status()}: ${r.url()}`);
  });
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (url.protocol !== "data:" && url.protocol !== "blob:" && url.host !== new URL(page_url).host) {
      problems.push(`request to another host: ${r.url()}`);
    }
  });

  const response = await page.request.get(document_url);
  const { paths } = await response.json();
  const expected = Object.values(paths).flatMap((item) => Object.keys(item)).length;

  await page.goto(page_url, { waitUntil: "networkidle" });
  await page.waitForSelector(".opblock", { timeout: 10_000 });
  const shown = await page.locator(".opblock").count();
  if (shown !== expected) problems.push(`${shown} operations are shown, the document has ${expected}`);

  // Open some: what the document refers to must resolve. All would take
  // Swagger UI a second each.
  const opened = await page.evaluate((most) => {
    const some = [...document.querySelectorAll(".opblock-summary-control")].slice(0, most);
    some.forEach((e) => e.click());
    return some.length;
  }, 3);
  await page.waitForFunction((n) => document.querySelectorAll(".opblock-body").length >= n, opened, { polling: 250, timeout: 60_000 });
  const unresolved = await page.locator(".errors-wrapper").count();
  if (unresolved > 0) problems.push("the page reports errors: " + (await page.locator(".errors-wrapper").innerText()));
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });

  console.log(`${page_url}: ${shown} operations shown`);
} catch (e) {
  problems.push(String(e));
} finally {
  await browser.close();
}
for (const p of problems) console.error(p);
process.exit(problems.length > 0 ? 1 : 0);

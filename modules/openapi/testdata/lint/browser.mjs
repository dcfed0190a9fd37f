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
  const expected = Object.values(paths).flatMap((item) => Object.values(item).map((o) => o.summary));

  await page.goto(page_url, { waitUntil: "networkidle" });
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });

  // Some pages show what is far below only when one gets there.
  const missing = new Set(expected);
  const deadline = Date.now() + 30_000;
  for (let at = 0; missing.size > 0 && Date.now() < deadline; at += 400) {
    const text = await page.evaluate((y) => {
      scrollTo(0, y % document.documentElement.scrollHeight);
      return document.body.innerText;
    }, at);
    for (const summary of missing) if (text.includes(summary)) missing.delete(summary);
    await page.waitForTimeout(50);
  }
  for (const summary of missing) problems.push(`not shown: ${summary}`);

  // Open some: what the document refers to must resolve. All would take
  // Swagger UI a second each; the others open them by themselves.
  const opened = await page.evaluate((most) => {
    const some = [...document.querySelectorAll(".opblock-summary-control")].slice(0, most);
    some.forEach((e) => e.click());
    return some.length;
  }, 3);
  await page.waitForFunction((n) => document.querySelectorAll(".opblock-body").length >= n, opened, { polling: 250, timeout: 60_000 });
  const unresolved = await page.locator(".errors-wrapper").count();
  if (unresolved > 0) problems.push("the page reports errors: " + (await page.locator(".errors-wrapper").innerText()));

  // A request that the page sends gets its answer.
  const tried = process.env.TRY && (await tryItOut(page));

  // The other documents are a choice away.
  const choices = await page.locator("#documents option").evaluateAll((all) => all.map((o) => o.value));
  for (const choice of choices) {
    const answer = await page.request.get(new URL(choice, page_url).href);
    if (!answer.ok()) problems.push(`the document at ${choice} answers ${answer.status()}`);
  }
  const other = choices.find((choice) => new URL(choice, page_url).href !== page_url);
  if (other) {
    await page.selectOption("#documents", other);
    await page.waitForURL(new URL(other, page_url).href, { waitUntil: "networkidle", timeout: 20_000 });
  }

  console.log(`${page_url}: ${expected.length} operations shown, ${tried ? "a request answered, " : ""}${Math.max(choices.length, 1)} documents`);
} catch (e) {
  problems.push(String(e));
} finally {
  await browser.close();
}
// tryItOut sends the first GET that the document has, and reports whether the page
// can: Redoc cannot.
async function tryItOut(page) {
  if ((await page.locator(".swagger-ui").count()) > 0) {
    const block = page.locator(".opblock-get").first();
    if ((await block.locator(".opblock-body").count()) === 0) await block.locator(".opblock-summary-control").click();
    await block.locator(".try-out__btn").click();
    await block.locator("button.execute").click();
    await block.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor({ timeout: 20_000 });
    return true;
  }
  const test = page.locator("button", { hasText: "Test Request" }).first();
  if ((await test.count()) === 0) return false;
  await test.click();
  const answered = page.waitForResponse((r) => /\/cats$/.test(new URL(r.url()).pathname), { timeout: 20_000 });
  await page.locator("button", { hasText: "Send" }).last().click();
  const status = (await answered).status();
  if (status !== 200) problems.push(`a request from the page got ${status}`);
  await page.keyboard.press("Escape");
  return true;
}

for (const p of problems) console.error(p);
process.exit(problems.length > 0 ? 1 : 0);

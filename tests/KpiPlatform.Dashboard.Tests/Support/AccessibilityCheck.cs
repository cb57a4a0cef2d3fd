using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>
/// What can be told by machine about whether a page is usable by everybody: names of controls, headings, landmarks, tables, ids, contrast.
/// Runs in the page, on what the browser has computed; Playwright's evaluation is not subject to the page's policy.
/// </summary>
internal static class AccessibilityCheck
{
    private const string Script = """
        () => {
          const problems = [];
          const say = (what, node) => problems.push(`${what}: ${node.outerHTML.slice(0, 120).replace(/\s+/g, ' ')}`);
          const isSeen = (node) => {
            const style = getComputedStyle(node);
            const box = node.getBoundingClientRect();
            return style.visibility !== 'hidden' && style.display !== 'none' && box.width > 1 && box.height > 1;
          };
          const nameOf = (node) =>
            (node.getAttribute('aria-label') || (node.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ') ||
              [...(node.labels ?? [])].map((label) => label.textContent).join(' ') || node.textContent || '').trim();

          if (!document.documentElement.lang) problems.push('no language');
          if (!document.title.trim()) problems.push('no title');
          for (const [selector, wanted] of [['h1', 1], ['main', 1], ['body > header', 1]]) {
            const found = document.querySelectorAll(selector).length;
            if (found !== wanted) problems.push(`${found} ${selector}, wanted ${wanted}`);
          }
          if (!document.querySelector('a.skip[href="#main"]')) problems.push('no link to skip to the content');
          let level = 0;
          for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
            const now = Number(heading.tagName[1]);
            if (now > level + 1) say(`heading after level ${level}`, heading);
            level = now;
          }
          const ids = new Set();
          for (const node of document.querySelectorAll('[id]')) {
            if (ids.has(node.id)) say('id twice', node);
            ids.add(node.id);
          }
          for (const node of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [role=region], svg[role=img]'))
            if (!nameOf(node)) say('without a name', node);
          for (const node of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
            for (const id of `${node.getAttribute('aria-labelledby') ?? ''} ${node.getAttribute('aria-describedby') ?? ''}`.split(' ').filter(Boolean))
              if (!document.getElementById(id)) say(`no #${id}`, node);
          for (const table of document.querySelectorAll('table')) {
            if (!table.caption?.textContent.trim()) say('table without caption', table);
            for (const head of table.querySelectorAll('th')) if (!head.scope) say('head without scope', head);
          }
          for (const svg of document.querySelectorAll('svg'))
            if (svg.getAttribute('aria-hidden') !== 'true' && svg.getAttribute('role') !== 'img') say('picture neither named nor hidden', svg);
          for (const list of document.querySelectorAll('.scroll'))
            if (list.tabIndex !== 0) say('scrolls, but not by keyboard', list);

          // Contrast as WCAG 2.2 has it, each text against the colours that lie behind it.
          const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const rgba = (color) => {
            context.clearRect(0, 0, 1, 1);
            context.fillStyle = color;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = (top, below) => top.slice(0, 3).map((part, i) => part * top[3] + below[i] * (1 - top[3]));
          const behind = (node) => {
            const layers = [];
            for (let at = node; at; at = at.parentElement) layers.unshift(rgba(getComputedStyle(at).backgroundColor));
            return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
          };
          const luminance = (color) => {
            const [r, g, b] = color.map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let texts = 0;
          while (walker.nextNode()) {
            const node = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || !isSeen(node) || ['SCRIPT', 'OPTION', 'TITLE'].includes(node.tagName.toUpperCase())) continue;
            const style = getComputedStyle(node);
            const back = behind(node);
            const front = over(rgba(node instanceof SVGElement ? style.fill : style.color), back);
            const [bright, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
            const ratio = (bright + 0.05) / (dark + 0.05);
            texts++;
            if (ratio < 4.5) say(`contrast ${ratio.toFixed(2)}`, node);
          }
          if (texts < 5) problems.push(`only ${texts} texts looked at`);
          return problems;
        }
        """;

    /// <summary>Fails with everything that is wrong.</summary>
    public static async Task ShouldBeUsableByAllAsync(this IPage page)
    {
        var problems = await page.EvaluateAsync<string[]>(Script);
        problems.ShouldBeEmpty(page.Url);
    }

    /// <summary>The names of what the tabulator key reaches, in order; each must show that it has the focus.</summary>
    public static async Task<IReadOnlyList<string>> FocusOrderAsync(this IPage page, int steps)
    {
        var names = new List<string>();
        for (var i = 0; i < steps; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var name = await page.EvaluateAsync<string?>("""
                () => {
                  const node = document.activeElement;
                  if (!node || node === document.body) return null;
                  const outline = getComputedStyle(node);
                  const shows = outline.outlineStyle !== 'none' && parseFloat(outline.outlineWidth) >= 2;
                  return (shows ? '' : 'NO FOCUS SHOWN: ') + (node.getAttribute('aria-label') || node.labels?.[0]?.textContent || node.textContent).trim();
                }
                """);
            if (name is null)
                break;
            names.Add(name);
        }

        return names;
    }
}

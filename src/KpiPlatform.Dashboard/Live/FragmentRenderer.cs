using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>Renders single components to HTML: the very ones that the page is made of, so that an update looks as if the page had been opened now. Thread-safe.</summary>
internal sealed class FragmentRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Renders some components, in order. They must not need a request.</summary>
    public async Task<IReadOnlyList<string>> RenderAsync(IReadOnlyList<Fragment> fragments)
    {
        if (fragments.Count == 0)
            return [];
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var html = new List<string>(fragments.Count);
            foreach (var fragment in fragments)
                html.Add((await renderer.RenderComponentAsync(fragment.Component, ParameterView.FromDictionary(fragment.Parameters))).ToHtmlString());
            return html;
        });
    }
}

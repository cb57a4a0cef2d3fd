using System.Collections.Concurrent;
using KpiPlatform.Dashboard.Errors;

namespace KpiPlatform.Dashboard.Live;

/// <summary>A scorecard's page at a moment: its changing elements as HTML. Immutable, thread-safe.</summary>
/// <param name="Number">Unlike that of any other frame of the scorecard and period.</param>
/// <param name="Shape">What the page is made of; if it differs, the page is to be loaded anew.</param>
/// <param name="Elements">By id.</param>
/// <param name="End">Why there will be no more; null if there will.</param>
internal sealed record CardFrame(int Number, string Shape, IReadOnlyDictionary<string, CardElement> Elements, Failure? End = null)
{
    /// <summary>Updates that are kept: nearly all pages were sent the same frame before, and one that falls behind makes one of its own.</summary>
    private const int MaxKept = 8;

    private readonly ConcurrentDictionary<int, Lazy<LiveUpdate?>> _updates = new();

    /// <summary>
    /// What a page is sent that shows another frame: the elements that differ, and in words for a screen reader the changes of status, which are what
    /// one wants to hear. Made once for all pages that show the same. Null if nothing differs.
    /// </summary>
    /// <param name="before">What the page shows; null for nothing yet.</param>
    public LiveUpdate? UpdateAfter(CardFrame? before)
    {
        // Numbers begin at 1.
        var key = before?.Number ?? 0;
        if (!_updates.TryGetValue(key, out var known))
        {
            known = new Lazy<LiveUpdate?>(() => Make(before));
            if (_updates.Count < MaxKept)
                known = _updates.GetOrAdd(key, known);
        }

        return known.Value;
    }

    private LiveUpdate? Make(CardFrame? before)
    {
        var changed = new List<string>();
        var said = new List<string>();
        foreach (var (id, element) in Elements)
        {
            var old = before?.Elements.GetValueOrDefault(id);
            if (old is null || old.Html != element.Html)
                changed.Add(LiveWriter.OneLine(element.Html));
            if (old is not null && old.Status != element.Status)
                said.Add($"{element.Title} is now {Words.Of(element.Status).ToLowerInvariant()}.");
        }

        if (changed.Count == 0)
            return null;
        var text = LiveWriter.EventText("elements", string.Join('\n', changed));
        return new LiveUpdate(said.Count == 0 ? text : text + LiveWriter.EventText("said", LiveWriter.OneLine(string.Join(' ', said))));
    }
}

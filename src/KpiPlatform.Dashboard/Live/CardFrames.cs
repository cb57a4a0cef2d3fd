using KpiPlatform.Dashboard.Parts;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// Makes frames of a scorecard's states. An element whose values are the same is not rendered again, so that a change of one indicator in
/// forty costs four elements: it, its objective, its perspective and the whole. Not thread-safe.
/// </summary>
internal sealed class CardFrames(FragmentRenderer renderer, CardContext context)
{
    private Dictionary<string, Element> _elements = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>The next frame.</summary>
    /// <param name="card">The values; kept, so not to be changed afterwards.</param>
    /// <param name="trends">Trends by id of the indicator's element.</param>
    public async Task<CardFrame> NextAsync(Scorecard card, IReadOnlyDictionary<string, Trend> trends)
    {
        var wanted = Elements(card, trends).ToList();
        var stale = wanted.Where(element => !_elements.TryGetValue(element.Id, out var known) || !known.Data.Equals(element.Data) || !Equals(known.Trend, element.Trend)).ToList();
        var html = await renderer.RenderAsync([.. stale.Select(element => element.Fragment)]);
        var said = new List<string>();
        for (var i = 0; i < stale.Count; i++)
        {
            if (_elements.TryGetValue(stale[i].Id, out var before) && before.Status != stale[i].Status)
                said.Add($"{stale[i].Title} is now {Words.Of(stale[i].Status).ToLowerInvariant()}.");
            _elements[stale[i].Id] = stale[i] with { Html = html[i] };
        }

        var ids = wanted.Select(element => element.Id).ToHashSet(StringComparer.Ordinal);
        _elements = _elements.Where(pair => ids.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return new CardFrame(
            ++_number,
            ShapeOf(card),
            _elements.ToDictionary(pair => pair.Key, pair => pair.Value.Html, StringComparer.Ordinal),
            string.Join(' ', said));
    }

    /// <summary>What a page of a scorecard is made of: while it is the same, elements can be swapped one by one.</summary>
    public static string ShapeOf(Scorecard card) => $"{card.DefinitionVersion} {card.Period?.Label} {card.CloseTime?.Seconds}".TrimEnd();

    private IEnumerable<Element> Elements(Scorecard card, IReadOnlyDictionary<string, Trend> trends)
    {
        // Only the card's own fields: its parts are elements of their own, and the time of evaluation is not shown.
        var own = card.Clone();
        own.Perspectives.Clear();
        own.Initiatives.Clear();
        own.AsOfTime = null;
        own.Token = string.Empty;
        yield return new(NodeIds.Card, Words.OrId(card.Title, context.Scorecard), card.Status, own, null, New<CardHead>((nameof(CardHead.Card), own), (nameof(CardHead.Context), context)));
        foreach (var perspective in card.Perspectives)
        {
            var head = perspective.Clone();
            head.Objectives.Clear();
            yield return new(
                NodeIds.Perspective(perspective.Id), Words.OrId(perspective.Title, perspective.Id), perspective.Status, head, null,
                New<PerspectiveHead>((nameof(PerspectiveHead.Perspective), head)));
            foreach (var objective in perspective.Objectives)
            {
                foreach (var element in Elements(perspective, objective, trends))
                    yield return element;
            }
        }
    }

    private IEnumerable<Element> Elements(PerspectiveResult perspective, ObjectiveResult objective, IReadOnlyDictionary<string, Trend> trends)
    {
        var head = objective.Clone();
        head.Indicators.Clear();
        yield return new(
            NodeIds.Objective(perspective.Id, objective.Id), Words.OrId(objective.Title, objective.Id), objective.Status, head, null,
            New<ObjectiveRow>((nameof(ObjectiveRow.PerspectiveId), perspective.Id), (nameof(ObjectiveRow.Objective), head)));
        foreach (var indicator in objective.Indicators)
        {
            var id = NodeIds.Indicator(perspective.Id, objective.Id, indicator.Id);
            var trend = (trends.GetValueOrDefault(id) ?? Trend.Empty).EndingWith(indicator.Value is { HasValue: true } value ? value.Value : null);
            var shown = indicator.Clone();
            if (shown.Value is { } times)
                (times.AsOfTime, times.NewestEventTime) = (null, null);
            yield return new(
                id, Words.OrId(indicator.Title, indicator.Id), indicator.Status, shown, string.Join(' ', trend.Values),
                New<IndicatorRow>(
                    (nameof(IndicatorRow.PerspectiveId), perspective.Id),
                    (nameof(IndicatorRow.ObjectiveId), objective.Id),
                    (nameof(IndicatorRow.Indicator), shown),
                    (nameof(IndicatorRow.Trend), trend),
                    (nameof(IndicatorRow.Context), context)));
        }
    }

    private static Fragment New<TComponent>(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
            values[name] = value;
        return new Fragment(typeof(TComponent), values);
    }

    private sealed record Element(string Id, string Title, Status Status, object Data, string? Trend, Fragment Fragment, string Html = "");
}

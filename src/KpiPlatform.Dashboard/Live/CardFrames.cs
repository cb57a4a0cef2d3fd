using KpiPlatform.Dashboard.Parts;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// Makes frames of a scorecard's states, for all feeds of it. Each feed brings the state that the platform sent it with its own key; the frame made for one is
/// given to another only if that one's state says the same, so that nobody is shown what was not sent to them. An element whose values are the
/// same is not rendered again: a change of one indicator in forty costs four elements, it, its objective, its perspective and the whole. Thread-safe.
/// </summary>
internal sealed class CardFrames(FragmentRenderer renderer, CardContext context) : IAsyncDisposable
{
    /// <summary>Frames that are kept: the feeds of a scorecard are sent its states at the same instants, but for one that is slow or has just begun.</summary>
    private const int MaxKept = 4;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<Made> _made = new();
    private Dictionary<string, Element> _elements = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Frames made so far.</summary>
    public int Count => Volatile.Read(ref _number);

    /// <summary>The frame of a state: one made before, if it is the same.</summary>
    /// <param name="card">The values; changed and kept, so not to be used afterwards.</param>
    /// <param name="trends">Trends by id of the indicator's element; not to be changed afterwards.</param>
    /// <param name="cancellationToken">Gives up waiting for the frame of another feed.</param>
    public async Task<CardFrame> NextAsync(Scorecard card, IReadOnlyDictionary<string, Trend> trends, CancellationToken cancellationToken)
    {
        ForgetTimes(card);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_made.FirstOrDefault(made => made.IsOf(card, trends)) is { } known)
                return known.Frame;
            var frame = await MakeAsync(card, trends);
            _made.Enqueue(new Made(card, trends, frame));
            if (_made.Count > MaxKept)
                _made.Dequeue();
            return frame;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What a page of a scorecard is made of: while it is the same, elements can be swapped one by one.</summary>
    public static string ShapeOf(Scorecard card) => $"{card.DefinitionVersion} {card.Period?.Label} {card.CloseTime?.Seconds}".TrimEnd();

    /// <summary>Takes out what no page shows and every state has another of.</summary>
    private static void ForgetTimes(Scorecard card)
    {
        card.AsOfTime = null;
        card.Token = string.Empty;
        foreach (var value in card.Perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators).Select(indicator => indicator.Value))
        {
            if (value is not null)
                (value.AsOfTime, value.NewestEventTime) = (null, null);
        }
    }

    private async Task<CardFrame> MakeAsync(Scorecard card, IReadOnlyDictionary<string, Trend> trends)
    {
        var wanted = Elements(card, trends).ToList();
        var stale = wanted.Where(element => !_elements.TryGetValue(element.Id, out var known) || !known.Data.Equals(element.Data) || !Equals(known.Trend, element.Trend)).ToList();
        var html = await renderer.RenderAsync([.. stale.Select(element => element.Fragment)]);
        for (var i = 0; i < stale.Count; i++)
            _elements[stale[i].Id] = stale[i] with { Html = html[i] };
        var ids = wanted.Select(element => element.Id).ToHashSet(StringComparer.Ordinal);
        _elements = _elements.Where(pair => ids.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return new CardFrame(
            Interlocked.Increment(ref _number),
            ShapeOf(card),
            _elements.ToDictionary(pair => pair.Key, pair => new CardElement(pair.Value.Html, pair.Value.Title, pair.Value.Status), StringComparer.Ordinal));
    }

    private IEnumerable<Element> Elements(Scorecard card, IReadOnlyDictionary<string, Trend> trends)
    {
        // Only the card's own fields: its parts are elements of their own, but for whether facts of any of them were deleted.
        var own = card.Clone();
        own.Perspectives.Clear();
        own.Initiatives.Clear();
        yield return new(
            NodeIds.Card, Words.OrId(card.Title, context.Scorecard), card.Status, (own, CardHead.HasDeletedFacts(card)), null,
            New<CardHead>((nameof(CardHead.Card), card), (nameof(CardHead.Context), context)));
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
            yield return new(
                id, Words.OrId(indicator.Title, indicator.Id), indicator.Status, indicator, string.Join(' ', trend.Values),
                New<IndicatorRow>(
                    (nameof(IndicatorRow.PerspectiveId), perspective.Id),
                    (nameof(IndicatorRow.ObjectiveId), objective.Id),
                    (nameof(IndicatorRow.Indicator), indicator),
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

    /// <summary>A frame, and what it was made of.</summary>
    private sealed record Made(Scorecard Card, IReadOnlyDictionary<string, Trend> Trends, CardFrame Frame)
    {
        public bool IsOf(Scorecard card, IReadOnlyDictionary<string, Trend> trends) => Card.Equals(card) && IsSame(trends);

        private bool IsSame(IReadOnlyDictionary<string, Trend> trends) => ReferenceEquals(Trends, trends) || (Trends.Count == trends.Count
            && Trends.All(pair => trends.TryGetValue(pair.Key, out var other) && pair.Value.First == other.First && pair.Value.Last == other.Last && pair.Value.Values.SequenceEqual(other.Values)));
    }

    private sealed record Element(string Id, string Title, Status Status, object Data, string? Trend, Fragment Fragment, string Html = "");
}

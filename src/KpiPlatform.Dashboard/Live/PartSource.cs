namespace KpiPlatform.Dashboard.Live;

/// <summary>A page about a part of a scorecard: that the part changed. Tells it once at the beginning, since it may have while the page was on its way.</summary>
/// <param name="feed">The scorecard.</param>
/// <param name="part">What the ids of the elements begin with that the page is about.</param>
internal sealed class PartSource(ScorecardFeed feed, string part) : ILiveSource
{
    private CardFrame? _seen;
    private CardFrame? _next;

    /// <inheritdoc/>
    public async Task MovedAsync(CancellationToken cancellationToken) => _next = await feed.AfterAsync(_seen, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SendAsync(LiveWriter writer, CancellationToken cancellationToken)
    {
        var (frame, before) = (_next!, _seen);
        _seen = frame;
        if (frame.End is { } end)
        {
            await writer.EndAsync(end, cancellationToken);
            return false;
        }

        if (before is null || before.Shape != frame.Shape || frame.Elements.Any(element => IsPart(element.Key) && !(before.Elements.TryGetValue(element.Key, out var old) && old.Html == element.Value.Html)))
            await writer.ChangedAsync(cancellationToken);
        return true;
    }

    private bool IsPart(string id) => id.StartsWith(part, StringComparison.Ordinal);
}

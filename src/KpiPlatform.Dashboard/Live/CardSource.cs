namespace KpiPlatform.Dashboard.Live;

/// <summary>A scorecard's page: its elements as they change.</summary>
/// <param name="feed">The scorecard.</param>
/// <param name="shape">What the page is made of; if that is not so any more, it is loaded anew. Null if it does not say.</param>
internal sealed class CardSource(ScorecardFeed feed, string? shape) : ILiveSource
{
    private CardFrame? _sent;
    private CardFrame? _next;

    /// <inheritdoc/>
    public async Task MovedAsync(CancellationToken cancellationToken) => _next = await feed.AfterAsync(_sent, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SendAsync(LiveWriter writer, CancellationToken cancellationToken)
    {
        var (frame, before) = (_next!, _sent);
        _sent = frame;
        if (frame.End is { } end)
        {
            await writer.EndAsync(end, cancellationToken);
            return false;
        }

        if ((before?.Shape ?? shape) is { } known && known != frame.Shape)
        {
            await writer.WriteAsync("reload", "definition or period", cancellationToken);
            return false;
        }

        if (frame.UpdateAfter(before) is { } update)
            await writer.WriteAsync(update, cancellationToken);
        return true;
    }
}

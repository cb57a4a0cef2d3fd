using KpiPlatform.Dashboard.Errors;

namespace KpiPlatform.Dashboard.Live;

/// <summary>A feed of changes: that there was one.</summary>
/// <param name="feed">The feed.</param>
/// <param name="isAside">Whether the page is about something else, and goes on without it if it ends.</param>
internal sealed class ChangeSource(ChangeFeed feed, bool isAside) : ILiveSource
{
    // A page that is about something else was read a moment ago: only what changes from now on is news, and the first mark is but the beginning.
    private ChangeMark _seen = new(isAside ? Math.Max(1, feed.Number) : 0);
    private Failure? _end;

    /// <inheritdoc/>
    public async Task MovedAsync(CancellationToken cancellationToken)
    {
        if (_end is not null)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        _seen = await feed.AfterAsync(_seen.Number, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> SendAsync(LiveWriter writer, CancellationToken cancellationToken)
    {
        if (_seen.End is not { } end)
        {
            await writer.ChangedAsync(cancellationToken);
            return true;
        }

        _end = end;
        if (isAside)
            return true;
        await writer.EndAsync(end, cancellationToken);
        return false;
    }
}

namespace KpiPlatform.Dashboard.Live;

/// <summary>Something that an open page is told of. For one stream, used by its loop alone.</summary>
internal interface ILiveSource
{
    /// <summary>Waits until there is something to tell.</summary>
    Task MovedAsync(CancellationToken cancellationToken);

    /// <summary>Tells it, or nothing if it turns out not to concern the page.</summary>
    /// <returns>Whether the stream goes on.</returns>
    Task<bool> SendAsync(LiveWriter writer, CancellationToken cancellationToken);
}

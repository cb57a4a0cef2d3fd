namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Waits for what comes by itself and can only be seen by looking.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until it holds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(Pause, timeout.Token);
    }
}

namespace KpiPlatform.Gateway;

/// <summary>Does many things at once, but not too many.</summary>
internal static class Bounded
{
    /// <summary>Runs an action for each index from 0 to <paramref name="count"/> − 1, at most <paramref name="atOnce"/> at a time.</summary>
    /// <param name="count">How many.</param>
    /// <param name="atOnce">Most at a time, 1 or more.</param>
    /// <param name="action">The action; the first failure stops those not yet begun.</param>
    public static async Task ForEachAsync(int count, int atOnce, Func<int, Task> action)
    {
        var next = -1;
        var failed = false;
        var lanes = new Task[Math.Min(count, atOnce)];
        for (var i = 0; i < lanes.Length; i++)
            lanes[i] = RunLane();
        await Task.WhenAll(lanes);

        async Task RunLane()
        {
            while (!Volatile.Read(ref failed))
            {
                var index = Interlocked.Increment(ref next);
                if (index >= count)
                    return;
                try
                {
                    await action(index);
                }
                catch
                {
                    Volatile.Write(ref failed, true);
                    throw;
                }
            }
        }
    }
}

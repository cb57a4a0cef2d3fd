using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Proxies;

namespace KpiPlatform.Grains.Embedded.Parity;

/// <summary>What a runtime in parity mode does to calls. Thread-safe.</summary>
internal sealed class ParityMode(ParityOptions options)
{
    private readonly Lock _gate = new();
#pragma warning disable CA5394 // Replays a test from its seed; nothing secret depends on it.
    private readonly Random _random = new(options.Seed);

    /// <summary>Gets a value indicating whether waiting requests start in random order.</summary>
    public bool Reorders => options.Reorder;

    /// <summary>Draws a place among others.</summary>
    public int Position(int count)
    {
        lock (_gate)
        {
            return _random.Next(count + 1);
        }
    }

    /// <summary>Draws whether a one-way call gets lost.</summary>
    public bool Loses()
    {
        lock (_gate)
        {
            return _random.NextDouble() < options.OneWayLossProbability;
        }
    }
#pragma warning restore CA5394

    /// <summary>Copies all arguments; on the caller's side, so that later changes there don't show.</summary>
    public static void CopyArguments<TRequest>(GrainMethodInfo method, ref TRequest request)
        where TRequest : struct, IGrainRequest
    {
        var copier = new MessageCopier(method.DisplayName);
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            request.SetArgument(i, copier.Copy(request.GetArgument(i), method.Parameters[i].Name!));
        }
    }

    /// <summary>Copies what a grain throws.</summary>
    public static Exception CopyException(GrainMethodInfo method, Exception exception) =>
        (Exception)new MessageCopier(method.DisplayName).Copy(exception, "exception")!;

    /// <summary>Copies one value that leaves a grain.</summary>
    public static TValue Copy<TValue>(GrainMethodInfo method, TValue value) =>
        typeof(TValue) == typeof(Nothing) ? value : (TValue)new MessageCopier(method.DisplayName).Copy(value, "result")!;
}

namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>Common scripts.</summary>
internal static class Scripts
{
    /// <summary>Makes a script of an action.</summary>
    public static Func<ScriptGrain, Task<object?>> Do(Action<ScriptGrain> action) => grain =>
    {
        action(grain);
        return Task.FromResult<object?>(null);
    };

    /// <summary>Makes a script of a function.</summary>
    public static Func<ScriptGrain, Task<object?>> Get(Func<ScriptGrain, object?> function) => grain => Task.FromResult(function(grain));

    /// <summary>Makes a script that tells that it started, waits at a gate, and tells that it ended.</summary>
    public static Func<ScriptGrain, Task<object?>> WaitAt(string gate) => async grain =>
    {
        grain.Journal.Add($"enter {gate}");
        await Gates.Wait(gate);
        grain.Journal.Add($"leave {gate}");
        return null;
    };

    public static string NewGate() => Guid.NewGuid().ToString("N");
}

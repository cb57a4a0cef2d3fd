using System.Collections.Concurrent;

namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>Named gates: grains wait at them, tests open them. Named uniquely by the test.</summary>
internal static class Gates
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> All = new();

    public static Task Wait(string name) => Of(name).Task;

    public static void Open(string name) => Of(name).TrySetResult();

    public static void Fail(string name, Exception exception) => Of(name).TrySetException(exception);

    private static TaskCompletionSource Of(string name) =>
        All.GetOrAdd(name, static _ => new TaskCompletionSource());
}

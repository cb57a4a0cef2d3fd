namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>A grain whose code the test brings along: in one process a delegate may cross.</summary>
internal interface IScriptGrain : IGrainWithStringKey
{
    Task<object?> Run(Func<ScriptGrain, Task<object?>> script);

    Task<object?> RunCancellable(Func<ScriptGrain, CancellationToken, Task<object?>> script, CancellationToken cancellationToken);

    ValueTask RunValueTask(Func<ScriptGrain, ValueTask> script);

    [AlwaysInterleave]
    Task<object?> RunInterleaved(Func<ScriptGrain, Task<object?>> script);

    [ReadOnly]
    Task<object?> RunReadOnly(Func<ScriptGrain, Task<object?>> script);

    [OneWay]
    Task RunOneWay(Func<ScriptGrain, Task> script);

    [ResponseTimeout("00:00:05")]
    Task<object?> RunImpatient(Func<ScriptGrain, Task<object?>> script);

    IAsyncEnumerable<int> Stream(Func<ScriptGrain, CancellationToken, IAsyncEnumerable<int>> script, CancellationToken cancellationToken = default);
}

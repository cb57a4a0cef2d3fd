namespace KpiPlatform.Grains.Embedded.Tests.Support;

internal class ScriptGrain(Journal journal) : Grain, IScriptGrain
{
    private int _inside;

    public Journal Journal => journal;

    /// <summary>Gets or sets something that a test script keeps between calls.</summary>
    public int Value { get; set; }

    public new IGrainFactory GrainFactory => base.GrainFactory;

    public string Key => this.GetPrimaryKeyString();

    /// <summary>Gets or sets what <see cref="OnDeactivateAsync"/> runs.</summary>
    public Func<ScriptGrain, CancellationToken, Task>? AtEnd { get; set; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Add($"activate {Key}");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (AtEnd is not null)
        {
            await AtEnd(this, cancellationToken);
        }

        journal.Add($"deactivate {Key} {reason.ReasonCode}");
    }

    public Task<object?> Run(Func<ScriptGrain, Task<object?>> script) => script(this);

    public Task<object?> RunCancellable(Func<ScriptGrain, CancellationToken, Task<object?>> script, CancellationToken cancellationToken) => script(this, cancellationToken);

    public ValueTask RunValueTask(Func<ScriptGrain, ValueTask> script) => script(this);

    public Task<object?> RunInterleaved(Func<ScriptGrain, Task<object?>> script) => script(this);

    public Task<object?> RunReadOnly(Func<ScriptGrain, Task<object?>> script) => script(this);

    public Task RunOneWay(Func<ScriptGrain, Task> script) => script(this);

    public Task<object?> RunImpatient(Func<ScriptGrain, Task<object?>> script) => script(this);

    public IAsyncEnumerable<int> Stream(Func<ScriptGrain, CancellationToken, IAsyncEnumerable<int>> script, CancellationToken cancellationToken = default) =>
        script(this, cancellationToken);

    public new void DeactivateOnIdle() => base.DeactivateOnIdle();

    public new void DelayDeactivation(TimeSpan timeSpan) => base.DelayDeactivation(timeSpan);

    /// <summary>Does a bit of work that fails if any other code of this grain runs at the same time.</summary>
    public void Touch()
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0)
        {
            throw new InvalidOperationException("Two threads are inside one grain.");
        }

        Thread.SpinWait(20);
        Interlocked.Exchange(ref _inside, 0);
    }
}

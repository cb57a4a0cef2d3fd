using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal sealed class FragileGrain : Grain, IFragileGrain
{
    /// <summary>Gets or sets what happens on activation. Tests of this class run one after the other.</summary>
    public static Func<string, Task> Activating { get; set; } = _ => Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Activating(this.GetPrimaryKeyString());

    public Task<string> Ask() => Task.FromResult("fine");

    public async Task<object?> AskBack(IScriptGrain caller) =>
        await caller.RunInterleaved(Scripts.Get(_ => this.GetPrimaryKeyString() + " and forth"));
}

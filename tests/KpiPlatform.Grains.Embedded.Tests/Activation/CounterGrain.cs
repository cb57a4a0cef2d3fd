using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal sealed class CounterGrain(Journal journal) : Grain, ICounterGrain
{
    private int _sum;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Add($"activate {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Add($"deactivate {this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Add(int value) => Task.FromResult(_sum += value);

    public async ValueTask<int> AddSlowly(int value, string gate)
    {
        journal.Add($"enter {gate}");
        await Gates.Wait(gate);
        return _sum += value;
    }

    public Task<string> Describe() => Task.FromResult($"{this.GetGrainId()} {GrainReference} {this.AsReference<ICounterGrain>().GetPrimaryKeyString()}");

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

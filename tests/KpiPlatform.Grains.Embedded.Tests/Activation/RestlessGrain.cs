namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal sealed class RestlessGrain : Grain, IRestlessGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ask() => Task.CompletedTask;
}

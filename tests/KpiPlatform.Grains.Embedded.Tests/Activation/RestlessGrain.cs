namespace KpiPlatform.Grains.Embedded.Tests.Activation;

internal interface IRestlessGrain : IGrainWithStringKey
{
    Task Ask();
}

internal sealed class RestlessGrain : Grain, IRestlessGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ask() => Task.CompletedTask;
}

using KpiPlatform.Grains.Abstractions.Scorecards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Benchmarks.Scorecards;

/// <summary>A tenant in a process of its own, with the scorecard that is evaluated.</summary>
internal sealed class MeasuredTenant(ServiceProvider services, IScorecardGrain scorecard, int customers, int cells) : IAsyncDisposable
{
    public IScorecardGrain Scorecard => scorecard;

    public int Customers => customers;

    public int Cells => cells;

    public List<double> Milliseconds { get; } = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}

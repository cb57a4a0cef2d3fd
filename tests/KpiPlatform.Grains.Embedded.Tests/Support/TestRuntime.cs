using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>A runtime over all grains of this assembly, its services, its clock and its log.</summary>
internal sealed class TestRuntime : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestRuntime(Action<EmbeddedRuntimeOptions>? configure = null, Action<IServiceCollection>? register = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton<Journal>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<Journal>());
        services.AddKeyedSingleton<IGrainStorage>(EmbeddedRuntimeOptions.DefaultStorageName, Storage);
        services.AddEmbeddedGrains(options =>
        {
            options.AddGrains(typeof(TestRuntime).Assembly);
            configure?.Invoke(options);
        });
        register?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        Runtime = _services.GetRequiredService<EmbeddedGrainRuntime>();
        Journal = _services.GetRequiredService<Journal>();
    }

    public EmbeddedGrainRuntime Runtime { get; }

    public Journal Journal { get; }

    public MemoryGrainStorage Storage { get; } = new();

    public IServiceProvider Services => _services;

    public T Get<T>(string key = "k")
        where T : IGrainWithStringKey => Runtime.GetGrain<T>(key);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

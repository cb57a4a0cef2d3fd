using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Grpc.Core;
using KpiPlatform.Domain.Quality;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.EndToEnd.Tests.Telemetry;

/// <summary>What a call logs has the number of its tenant and its trace, and never a name.</summary>
public class LogTests
{
    [Fact]
    public async Task Error_InACall_IsLoggedWithTheTenantsNumberAndTheTrace_AndWithoutItsName()
    {
        using var log = new KeptLog();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await TestHost.StartAsync(database.Setting, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(DispatchProxy.Create<IIntakeQualityStore, Broken>()));
            builder.Logging.AddProvider(log);
        });
        var tenant = await TestTenant.CreateAsync(host.Client);
        var trace = ActivityTraceId.CreateRandom();

        var error = await Should.ThrowAsync<RpcException>(async () => await host.Client.Interactions.GetDataQualityAsync(
            new GetDataQualityRequest { Parent = tenant.Name }, new Metadata { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" } }));

        error.StatusCode.ShouldBe(StatusCode.Internal);
        var line = log.Lines.Single(line => line.Category == "KpiPlatform.Gateway.Errors.ErrorTranslator");
        line.Trace.ShouldBe(trace.ToString());
        line.Scope.GetValueOrDefault("tenant_number").ShouldBeOfType<int>().ShouldBeGreaterThan(0);
        var id = tenant.Name["tenants/".Length..];
        log.Lines.ShouldAllBe(other => !other.Text.Contains(id, StringComparison.Ordinal));
    }

    /// <summary>A store whose reads are broken in a way that nobody foresaw.</summary>
    public class Broken : DispatchProxy
    {
        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            // What goes on in the background without any call.
            nameof(IIntakeQualityStore.AddAsync) => Task.CompletedTask,
            nameof(IIntakeQualityStore.TrimRejectedAsync) => Task.FromResult(0),
            _ => throw new InvalidOperationException("Broken for the test."),
        };
    }

    private sealed record Line(string Category, string Text, string Trace, IReadOnlyDictionary<string, object?> Scope);

    private sealed class KeptLog : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<Line> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
            // Nothing to let go of.
        }

        private sealed class Logger(KeptLog log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => log._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
                log._scopes.ForEachScope(
                    static (state, values) =>
                    {
                        foreach (var (key, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                            values[key] = value;
                    },
                    scope);
                log.Lines.Enqueue(new(category, $"{formatter(state, exception)} {exception}", Activity.Current?.TraceId.ToString() ?? string.Empty, scope));
            }
        }
    }
}

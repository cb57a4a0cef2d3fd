using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Gateway;
using KpiPlatform.Host;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.EndToEnd.Tests.Settings;

/// <summary>
/// Secrets planted in calls, in the configuration and in what fails are nowhere afterwards but where they belong: not in logs at any level, errors,
/// metrics, traces or the audit log.
/// </summary>
public sealed class PlantedSecretTests
{
    private const string PlatformKey = "kpi_planted_platform_key_zzz1";
    private const string Marker = "zzPLANTEDzz";

    // A made-up token: its parts are no JSON, so that every way of failing is gone through with it as a whole.
    private const string Token = "eyJhbGciOiJub25lIn0.eyJzZWNyZXQiOiJ6elBMQU5URUR6eiJ9.zzPLANTEDzzSIGNATURE";

    [Fact]
    public async Task Secrets_InCallsAndConfiguration_AreTold_Nowhere()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var seen = new Seen();
        var options = TestHost.Options(database.Setting);
        options.Anonymous = false;
        options.Key = PlatformKey;
        options.LogLevel = LogLevel.Trace;
        options.Jwt = new JwtOptions { Issuer = "https://issuer.example", Audience = "kpi", Jwks = Jwks };
        List<string> told = [];
        string secret;
        await using (var host = await TestHost.StartAsync(options, builder => builder.Logging.ClearProviders().AddFilter(null, LogLevel.Trace).AddProvider(seen)))
        {
            using var platform = new KpiClient(host.Address, PlatformKey);
            await platform.Tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "acme" });
            var access = new AccessService.AccessServiceClient(platform.Invoker);
            secret = (await access.CreateKeyAsync(new CreateKeyRequest { Parent = "tenants/acme", Key = new Key { Principal = "service", Roles = { Role.TenantAdmin } } })).Secret;
            var rotated = (await access.CreateKeyAsync(new CreateKeyRequest { Parent = "tenants/acme", Key = new Key { Principal = "doomed", Roles = { Role.Ingest } } }));
            await access.RevokeKeyAsync(new RevokeKeyRequest { Name = rotated.Key.Name });
            foreach (var credential in new[] { secret, rotated.Secret, Token, Token + Marker, "kpi_" + Marker, Marker, secret + "x", PlatformKey + Marker })
            {
                using var client = new KpiClient(host.Address, credential);
                told.Add(await ToldAsync(async () => await client.Tenants.GetTenantAsync(new GetTenantRequest { Name = "tenants/acme" })));
                told.Add(await ToldAsync(async () => await client.Tenants.GetTenantAsync(new GetTenantRequest { Name = "tenants/other" })));
                told.Add(await ToldAsync(async () => await client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = "tenants/acme", Interaction = Make.Purchase("joe", "2025-01-11", 20) })));
                told.Add(await ToldAsync(async () => await client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = "tenants/acme" })));
                told.Add(await ToldAsync(async () =>
                {
                    // A credential that opens it would wait for what comes; so nothing does.
                    using var call = client.Interactions.RecordInteractions();
                    await call.RequestStream.CompleteAsync();
                    await call.ResponseStream.MoveNext(CancellationToken.None);
                }));
            }

            var audit = new AuditService.AuditServiceClient(platform.Invoker);
            told.Add((await audit.ListAuditEventsAsync(new ListAuditEventsRequest { Parent = "tenants/acme" })).ToString());
            told.Add((await audit.ListAuditEventsAsync(new ListAuditEventsRequest())).ToString());
            told.Add((await access.ListKeysAsync(new ListKeysRequest { Parent = "tenants/acme" })).ToString());
            seen.ReadGauges();
            Secrets = [secret, rotated.Secret, PlatformKey, Token, Marker, Token.Split('.')[2]];
        }

        told.Count(text => text.Length > 0).ShouldBeGreaterThan(30);
        seen.Texts.Count.ShouldBeGreaterThan(50, "Nothing was logged, measured or traced; the test would pass for want of a witness.");
        foreach (var text in told.Concat(seen.Texts))
        {
            foreach (var one in Secrets)
                text.Contains(one, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"\"{one[..8]}…\" stands in: {text}");
        }
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=kpi;Password=zzPLANTEDzz;Timeout=1")]
    [InlineData("postgres://kpi:zzPLANTEDzz@127.0.0.1:1/kpi?timeout=1")]
    [InlineData("Host=127.0.0.1;Port=1;Username=kpi;Password=zzPLANTEDzz;Nonsense=1")]
    public async Task Password_OfADatabaseThatIsNotThere_IsInNoErrorAndNoLog(string database)
    {
        using var seen = new Seen();
        var options = TestHost.Options(database);
        options.LogLevel = LogLevel.Trace;

        var error = await Should.ThrowAsync<Exception>(() => TestHost.StartAsync(options, builder => builder.Logging.ClearProviders().AddProvider(seen)));

        foreach (var text in seen.Texts.Append(error.ToString()))
            text.Contains(Marker, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(text);
    }

    [Fact]
    public async Task BadSettings_ThatHoldSecrets_AreRefusedWithoutThem()
    {
        foreach (var spoil in new Action<KpiHostOptions>[]
        {
            options => options.Key = Marker,
            options => options.Key = "kpi_" + Marker + "," + Marker,
            options => options.Jwt = new JwtOptions { Issuer = "i", Audience = "a", Jwks = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\"" + Marker + "\"}]}" },
            options => options.Jwt = new JwtOptions { Issuer = "i", Audience = "a", Jwks = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"d\":\"" + Marker + "\"}]}" },
            options => options.Jwt = new JwtOptions { Issuer = "i", Audience = "a", Jwks = Marker },
        })
        {
            var options = TestHost.Options(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db"));
            spoil(options);

            var error = await Should.ThrowAsync<HostException>(() => TestHost.StartAsync(options));

            error.ToString().Contains(Marker, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(error.ToString());
        }
    }

    private static string Jwks =>
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""";

    private string[] Secrets { get; set; } = [];

    /// <summary>All that a caller is told of a failure.</summary>
    private static async Task<string> ToldAsync(Func<Task> call)
    {
        try
        {
            await call();
            return string.Empty;
        }
        catch (RpcException exception)
        {
            var text = new StringBuilder(exception.Status.Detail);
            foreach (var entry in exception.Trailers)
                text.Append(' ').Append(entry.Key).Append(' ').Append(entry.IsBinary ? Encoding.Latin1.GetString(entry.ValueBytes) : entry.Value);
            return text.ToString();
        }
    }

    /// <summary>Everything that is logged, measured and traced in the process.</summary>
    private sealed class Seen : ILoggerProvider
    {
        private readonly MeterListener _meters = new();
        private readonly ActivityListener _activities;

        public Seen()
        {
            _meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measured(instrument, tags));
            _meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Measured(instrument, tags));
            _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument, tags));
            _meters.Start();
            _activities = new ActivityListener
            {
                ShouldListenTo = static _ => true,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Texts.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
            };
            ActivitySource.AddActivityListener(_activities);
        }

        public ConcurrentQueue<string> Texts { get; } = new();

        public void ReadGauges() => _meters.RecordObservableInstruments();

        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void Dispose()
        {
            _meters.Dispose();
            _activities.Dispose();
        }

        private void Measured(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length > 0)
                Texts.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}");
        }

        private sealed class Logger(Seen seen) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                seen.Texts.Enqueue(state.ToString() ?? string.Empty);
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                seen.Texts.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}

using System.CommandLine;
using System.Net;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Connection;

/// <summary>One command's conversation with the server. Connects at the first call.</summary>
internal sealed class Session : IDisposable
{
    // A page of 500 interactions of 64 KiB, the largest there are.
    private const int MaxReceiveBytes = 36 * 1024 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private readonly ParseResult _parse;
    private readonly GlobalOptions _globals;
    private ProfileFile? _profiles;
    private string? _key;
    private GrpcChannel? _channel;
    private CallInvoker? _invoker;

    public Session(CliEnvironment environment, ParseResult parse, GlobalOptions globals)
    {
        Environment = environment;
        _parse = parse;
        _globals = globals;
    }

    public CliEnvironment Environment { get; }

    /// <summary>The server's address, with its scheme.</summary>
    public Uri Address
    {
        get
        {
            var text = IsAddressGiven ? Get(_globals.Address) : Profiles.Current?.Address ?? Get(_globals.Address);
            if (!text.Contains("://", StringComparison.Ordinal))
                text = "http://" + text;
            return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address
                : throw CliException.Usage($"'{Get(_globals.Address)}' is not an address; write http://host:port or https://host:port (--address, KPI_ADDRESS)");
        }
    }

    /// <summary>What 'kpi login' keeps.</summary>
    public ProfileFile Profiles => _profiles ??= new(Environment, NonEmpty(_parse.GetValue(_globals.Profile)));

    /// <summary>"tenants/{id}" of --tenant, KPI_TENANT or the profile; fails if neither is given.</summary>
    public string Tenant => ResourceNames.Tenant(TenantId
        ?? throw CliException.Usage("no tenant given; name one with --tenant or KPI_TENANT"));

    /// <summary>The tenant as given, absent if none is.</summary>
    public string? TenantId => GivenTenantId ?? OwnProfile?.Tenant;

    /// <summary>The tenant of --tenant or KPI_TENANT, absent if neither is given: a profile that is only being made has none.</summary>
    public string? GivenTenantId => NonEmpty(_parse.GetValue(_globals.Tenant)) ?? NonEmpty(Environment.GetVariable("KPI_TENANT"));

    /// <summary>What TLS takes.</summary>
    public TlsFiles Tls => new(
        Given(_globals.Ca, "KPI_CA") ?? OwnProfile?.Ca,
        Given(_globals.ClientCertificate, "KPI_CLIENT_CERTIFICATE") ?? OwnProfile?.ClientCertificate,
        Given(_globals.ClientKey, "KPI_CLIENT_KEY") ?? OwnProfile?.ClientKey);

    public TenantService.TenantServiceClient Tenants => new(Invoker);

    public ScorecardService.ScorecardServiceClient Scorecards => new(Invoker);

    public BenchmarkService.BenchmarkServiceClient Benchmarks => new(Invoker);

    public ClusterService.ClusterServiceClient Cluster => new(Invoker);

    public AnalysisService.AnalysisServiceClient Analysis => new(Invoker);

    public DefinitionService.DefinitionServiceClient Definitions => new(Invoker);

    public SegmentService.SegmentServiceClient Segments => new(Invoker);

    public AlertService.AlertServiceClient Alerts => new(Invoker);

    public WebhookService.WebhookServiceClient Webhooks => new(Invoker);

    public CustomerService.CustomerServiceClient Customers => new(Invoker);

    public InteractionService.InteractionServiceClient Interactions => new(Invoker);

    public AuditService.AuditServiceClient Audit => new(Invoker);

    public AccessService.AccessServiceClient Access => new(Invoker);

    private CallInvoker Invoker => _invoker ??= Connect();

    private bool IsAddressGiven => IsGiven(_globals.Address) || NonEmpty(Environment.GetVariable("KPI_ADDRESS")) is not null;

    /// <summary>The profile, if it is of the server that is asked: a key goes nowhere else. One that is only being made need not be there.</summary>
    private Profile? OwnProfile =>
        (_key is null ? Profiles.Current : Profiles.All.GetValueOrDefault(Profiles.CurrentName)) is { } profile && string.Equals(profile.Address, Address.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase) ? profile : null;

    /// <summary>Sends this key and no other. Before the first call.</summary>
    public void UseKey(string key) => _key = key;

    /// <summary>Value of a required option or argument, or of one with a default.</summary>
    public T Get<T>(Option<T> option) => _parse.GetValue(option)!;

    /// <inheritdoc cref="Get{T}(Option{T})"/>
    public T Get<T>(Argument<T> argument) => _parse.GetValue(argument)!;

    /// <summary>Whether the option stands on the command line.</summary>
    public bool IsGiven(Option option) => _parse.GetResult(option) is { Implicit: false };

    /// <summary>Options of a call with one answer: it ends by itself if the server hangs.</summary>
    public CallOptions Unary(CancellationToken cancellationToken) =>
        new(deadline: Environment.Time.GetUtcNow().UtcDateTime + CallTimeout, cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _channel?.Dispose();

    private CallInvoker Connect()
    {
        // Ownership passes to the channel (DisposeHttpClient).
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = KeepAliveDelay,
            KeepAlivePingTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = Tls.Options(Address),
        };
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxReceiveBytes,
        });
        var key = _key ?? NonEmpty(_parse.GetValue(_globals.Key)) ?? NonEmpty(Environment.GetVariable("KPI_KEY")) ?? OwnProfile?.Key;
        if (key is null)
            return _channel.CreateCallInvoker();
        return _channel.Intercept(metadata =>
        {
            metadata.Add("authorization", "Bearer " + key);
            return metadata;
        });
    }

    private string? Given(Option<string?> option, string variable) => NonEmpty(_parse.GetValue(option)) ?? NonEmpty(Environment.GetVariable(variable));

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

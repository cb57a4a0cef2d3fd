using KpiPlatform.Gateway;
using KpiPlatform.Host.Runtime;
using KpiPlatform.Host.Transport;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host;

/// <summary>
/// Settings of the server. Where one is given more than once, the first of these wins: command line, environment variable
/// (<c>Kpi__Database</c>), appsettings.json in the working directory (section <c>Kpi</c>), default.
/// </summary>
public sealed class KpiHostOptions
{
    /// <summary>Section of the configuration that holds these settings.</summary>
    public const string Section = "Kpi";

    /// <summary>Where the journal and everything else is stored if nothing is said.</summary>
    public const string DefaultDatabase = "./data/kpi.db";

    /// <summary>The cluster's name if nothing is said.</summary>
    public const string DefaultCluster = "kpi";

    /// <summary>
    /// A PostgreSQL connection string ("Host=…" or "postgres://…"), else the path of a SQLite file, made if it does not exist. Default:
    /// <see cref="DefaultDatabase"/>; with <see cref="Demo"/> a temporary file that a graceful stop removes.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>Where gRPC is served, over HTTP/2; with TLS if it begins with https. Port 0 takes a free one. Default http://127.0.0.1:5080.</summary>
    public string Address { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Where the dashboard, and /health/live, /health/ready and /version as JSON, are served, over HTTP/1.1; with TLS, and over HTTP/2 too, if it begins with https. Default http://127.0.0.1:5081.</summary>
    public string WebAddress { get; set; } = "http://127.0.0.1:5081";

    /// <summary>Certificates, for addresses that begin with https.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>What connections, calls and messages may take.</summary>
    public TransportLimits Limits { get; set; } = new();

    /// <summary>Listen without TLS where other machines can connect: behind a proxy that does TLS, or in a network that is trusted. Default false.</summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>
    /// Keys of platform admins beside those that are stored, separated by commas so that one can replace another without a gap; each starts with
    /// "kpi_" and has at least 20 characters. Default: none; then the first start on a database makes one and prints it, once.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>File that the first key is written to, readable by its owner only, instead of being printed. It must not exist. Default: none.</summary>
    public string? FirstKeyFile { get; set; }

    /// <summary>
    /// JSON Web Tokens of an issuer of your own that are taken beside keys: Kpi__Jwt__Issuer, Kpi__Jwt__Audience, Kpi__Jwt__JwksFile and the others
    /// of <see cref="JwtOptions"/>. Default: none are.
    /// </summary>
    public JwtOptions? Jwt { get; set; }

    /// <summary>Let calls without a credential do everything: for development, and on loopback addresses only. Default false.</summary>
    public bool Anonymous { get; set; }

    /// <summary>Where metrics, traces and logs go, as OTLP over gRPC. Default: OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is sent.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>
    /// PostgreSQL: role as which everything of single tenants is read and written, behind row-level security; see deploy/postgresql/roles.sql. Default: none, and no
    /// second wall between tenants.
    /// </summary>
    public string? TenantRole { get; set; }

    /// <summary>Start although the database is set up to lose acknowledged commits in a crash. Default false.</summary>
    public bool AllowUnsafeDurability { get; set; }

    /// <summary>
    /// Let webhooks lead to plain HTTP, to this machine and into private networks: whoever may make webhooks can then have requests sent there.
    /// Default false.
    /// </summary>
    public bool WebhooksAllowPrivate { get; set; }

    /// <summary>Fill a tenant "demo" with a made-up past, and go on live. Default false.</summary>
    public bool Demo { get; set; }

    /// <summary>Lowest level that is logged: Trace, Debug, Information, Warning, Error, Critical or None. Default Information.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>How lines of the log are written: text for people, or JSON with trace ids for machines. Default text.</summary>
    public LogFormat LogFormat { get; set; } = LogFormat.Text;

    /// <summary>How long a graceful stop may take before what is left is dropped. Default 30 s. Range: 1 s to 10 min.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What this host does in a cluster. Default: all. Anything else needs the cluster build (GrainRuntime=Orleans).</summary>
    public HostRole Role { get; set; } = HostRole.All;

    /// <summary>Name of the cluster: hosts of one name on one database belong together. Default "kpi". Cluster build alone.</summary>
    public string Cluster { get; set; } = DefaultCluster;

    /// <summary>
    /// "IP:port" under which the other hosts reach this one; port 0 takes a free one. Default: null, 127.0.0.1 with a free port, for
    /// trials on one machine. Cluster build alone.
    /// </summary>
    public string? NodeAddress { get; set; }

    /// <summary>Port, at the address above, under which hosts of role gateway reach this one; 0 takes a free one. Default 0. Cluster build alone.</summary>
    public int NodeGatewayPort { get; set; }

    /// <summary>What people call this host; a part that differs with every run is added. Default: the machine's name.</summary>
    public string? NodeName { get; set; }

    /// <summary>The access keys, one by one.</summary>
    internal IReadOnlyList<string> AccessKeys() =>
        (Key ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

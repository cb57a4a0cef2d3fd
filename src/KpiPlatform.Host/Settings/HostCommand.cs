using System.CommandLine;
using KpiPlatform.Host.Transport;
using Microsoft.Extensions.Configuration;

namespace KpiPlatform.Host.Settings;

/// <summary>The server's command line, and how it combines with the environment and appsettings.json.</summary>
internal sealed class HostCommand
{
    private readonly Option<string?> _database = Text("--database", "PATH|CONNECTION", "SQLite file, or connection string of PostgreSQL (Host=… or postgres://…). Default ./data/kpi.db; with --demo a temporary file.");
    private readonly Option<string?> _address = Text("--address", "URL", "Where gRPC is served, over HTTP/2; https://… for TLS. Default http://127.0.0.1:5080.");
    private readonly Option<string?> _webAddress = Text("--web-address", "URL", "Where the dashboard is served, and health and version as JSON. Default http://127.0.0.1:5081.");
    private readonly Option<string?> _tlsCertificate = Text("--tls-certificate", "PATH", "Certificate for https addresses: PEM, intermediate ones behind it, or PKCS #12 (.pfx). A new one is taken without a restart.");
    private readonly Option<string?> _tlsKey = Text("--tls-key", "PATH", "Its private key in PEM. Default: in the file of the certificate.");
    private readonly Option<string?> _tlsPasswordFile = Text("--tls-password-file", "PATH", "File whose first line is the password of that key or .pfx; or Kpi__Tls__Password.");
    private readonly Option<string?> _clientCa = Text("--client-ca", "PATH", "Authorities, in PEM, of which callers of gRPC must show a certificate.");
    private readonly Option<string?> _clientCertificates = Text("--client-certificates", "USE", "require (default with --client-ca), allow or none.");
    private readonly Option<bool> _allowPlaintext = new("--allow-plaintext") { Description = "Listen without TLS where other machines can connect: behind a proxy that does TLS, or in a trusted network." };
    private readonly Option<string?> _key = Text("--key", "KEY", "Key of a platform admin or several, separated by commas; better as Kpi__Key, which other users can't see in the list of processes. Without one the first start on a database makes and prints one.");
    private readonly Option<string?> _firstKeyFile = Text("--first-key-file", "PATH", "File for the key that the first start makes, instead of printing it.");
    private readonly Option<bool> _anonymous = new("--anonymous") { Description = "Let calls without a key do everything, on this machine only: for development." };
    private readonly Option<string?> _otlpEndpoint = Text("--otlp-endpoint", "URL", "Where metrics, traces and logs go, as OTLP over gRPC. Default: OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is sent.");
    private readonly Option<string?> _logLevel = Text("--log-level", "LEVEL", "Trace, Debug, Information, Warning, Error, Critical or None. Default Information.");
    private readonly Option<string?> _logFormat = Text("--log-format", "FORMAT", "Text (default), a line each, or Json, an object each with trace id and the tenant's number.");
    private readonly Option<string?> _shutdownTimeout = Text("--shutdown-timeout", "TIME", "How long a graceful stop may take, as hours:minutes:seconds. Default 00:00:30.");
    private readonly Option<string?> _role = Text("--role", "ROLE", "What this host of a cluster does: all (default), silo (grains alone) or gateway (clients alone).");
    private readonly Option<string?> _cluster = Text("--cluster", "NAME", "Hosts of one name on one database belong together. Default kpi.");
    private readonly Option<string?> _nodeName = Text("--node-name", "NAME", "What people call this host. Default: the machine's name.");
    private readonly Option<string?> _nodeAddress = Text("--node-address", "IP:PORT", "Where the other hosts of the cluster reach this one. Default 127.0.0.1 and a free port.");
    private readonly Option<string?> _nodeGatewayPort = Text("--node-gateway-port", "PORT", "Where hosts of role gateway reach this one. Default: a free port.");
    private readonly Option<bool> _unsafe = new("--allow-unsafe-durability") { Description = "Start although the database may lose acknowledged commits (fsync or synchronous_commit off)." };
    private readonly Option<bool> _webhooksAllowPrivate = new("--webhooks-allow-private") { Description = "Let webhooks lead to plain HTTP, to this machine and into private networks." };
    private readonly Option<bool> _demo = new("--demo") { Description = "Fill a tenant \"demo\" with a made-up past, go on live, and print what to try." };

    /// <summary>Reads a command line and runs with what it says.</summary>
    /// <param name="name">What the command is called in its help: the program's name, or "serve".</param>
    /// <param name="run">What to do; not called for --help or if something is wrong.</param>
    /// <returns>A command whose action throws <see cref="HostException"/> for what its user can mend.</returns>
    public Command Create(string? name, Func<KpiHostOptions, CancellationToken, Task<int>> run)
    {
        const string Description = "Runs the server: gRPC for interactions, customers, scorecards and tenants. "
            + "A setting is taken from the command line, else from the environment (Kpi__Database, Kpi__Key, …), else from section \"Kpi\" of appsettings.json in the working directory.";
        var command = name is null ? new RootCommand(Description) : new Command(name, Description);
        foreach (var option in new Option[] { _database, _address, _webAddress, _tlsCertificate, _tlsKey, _tlsPasswordFile, _clientCa, _clientCertificates, _allowPlaintext, _key, _firstKeyFile, _anonymous, _otlpEndpoint, _logLevel, _logFormat, _shutdownTimeout, _role, _cluster, _nodeName, _nodeAddress, _nodeGatewayPort, _unsafe, _webhooksAllowPrivate, _demo })
            command.Options.Add(option);
        command.SetAction((parse, cancellationToken) => run(Read(parse), cancellationToken));
        return command;
    }

    private KpiHostOptions Read(ParseResult parse)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Take(_database, nameof(KpiHostOptions.Database));
        Take(_address, nameof(KpiHostOptions.Address));
        Take(_webAddress, nameof(KpiHostOptions.WebAddress));
        Take(_tlsCertificate, Tls(nameof(TlsOptions.Certificate)));
        Take(_tlsKey, Tls(nameof(TlsOptions.Key)));
        Take(_tlsPasswordFile, Tls(nameof(TlsOptions.PasswordFile)));
        Take(_clientCa, Tls(nameof(TlsOptions.ClientCa)));
        Take(_clientCertificates, Tls(nameof(TlsOptions.ClientCertificates)));
        TakeFlag(_allowPlaintext, nameof(KpiHostOptions.AllowPlaintext));
        Take(_key, nameof(KpiHostOptions.Key));
        Take(_firstKeyFile, nameof(KpiHostOptions.FirstKeyFile));
        TakeFlag(_anonymous, nameof(KpiHostOptions.Anonymous));
        Take(_otlpEndpoint, nameof(KpiHostOptions.OtlpEndpoint));
        Take(_logLevel, nameof(KpiHostOptions.LogLevel));
        Take(_logFormat, nameof(KpiHostOptions.LogFormat));
        Take(_shutdownTimeout, nameof(KpiHostOptions.ShutdownTimeout));
        Take(_role, nameof(KpiHostOptions.Role));
        Take(_cluster, nameof(KpiHostOptions.Cluster));
        Take(_nodeName, nameof(KpiHostOptions.NodeName));
        Take(_nodeAddress, nameof(KpiHostOptions.NodeAddress));
        Take(_nodeGatewayPort, nameof(KpiHostOptions.NodeGatewayPort));
        TakeFlag(_unsafe, nameof(KpiHostOptions.AllowUnsafeDurability));
        TakeFlag(_webhooksAllowPrivate, nameof(KpiHostOptions.WebhooksAllowPrivate));
        TakeFlag(_demo, nameof(KpiHostOptions.Demo));

        try
        {
            var configuration = new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(given)
                .Build();
            UnknownSettings.Refuse(configuration.GetSection(KpiHostOptions.Section), typeof(KpiHostOptions));
            var options = configuration.GetSection(KpiHostOptions.Section).Get<KpiHostOptions>() ?? new KpiHostOptions();
            options.OtlpEndpoint ??= configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
            return options;
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException or FormatException)
        {
            throw new HostException($"{exception.Message} {exception.InnerException?.Message}".TrimEnd(), exception);
        }

        void Take(Option<string?> option, string key)
        {
            if (parse.GetValue(option) is { } value)
                given[$"{KpiHostOptions.Section}:{key}"] = value;
        }

        void TakeFlag(Option<bool> option, string key)
        {
            if (parse.GetResult(option) is { Implicit: false })
                given[$"{KpiHostOptions.Section}:{key}"] = parse.GetValue(option) ? "true" : "false";
        }
    }

    private static string Tls(string key) => $"{nameof(KpiHostOptions.Tls)}:{key}";

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };
}

using KpiPlatform.Gateway;
using KpiPlatform.Host.Runtime;

namespace KpiPlatform.Host.Settings;

/// <summary>Refuses settings that cannot work, before anything is opened.</summary>
internal static class SettingsValidator
{
    private static readonly TimeSpan MinShutdownTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxShutdownTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Checks all of them.</summary>
    /// <exception cref="HostException">One is wrong; the message says which and why.</exception>
    public static void Validate(KpiHostOptions options)
    {
        var address = ListenAddress.Parse(options.Address, "address");
        var webAddress = ListenAddress.Parse(options.WebAddress, "web-address");
        if (options.Anonymous && !(address.IsLoopback && webAddress.IsLoopback))
        {
            var open = address.IsLoopback ? options.WebAddress : options.Address;
            throw new HostException($"{open} can be reached from other machines, so calls need an access key: leave --anonymous away.");
        }

        options.Limits.Validate();
        options.Tls.Validate(address.IsSecure || webAddress.IsSecure);
        RequireTls(address, options.Address, options);
        RequireTls(webAddress, options.WebAddress, options);
        if (address.Port != 0 && address.Port == webAddress.Port)
            throw new HostException($"--address and --web-address both name port {address.Port}; gRPC and JSON need a port each.");
        if (options.ShutdownTimeout < MinShutdownTimeout || options.ShutdownTimeout > MaxShutdownTimeout)
            throw new HostException($"The shutdown timeout is {options.ShutdownTimeout}; it must be {MinShutdownTimeout} to {MaxShutdownTimeout}.");
        RequireCredentials(options);
        GrainRuntimeSetup.Validate(options);
        if (options.OtlpEndpoint is { Length: > 0 } endpoint && !Uri.TryCreate(endpoint, UriKind.Absolute, out _))
            throw new HostException($"\"{endpoint}\" is no OTLP endpoint; write http://host:4317.");
    }

    /// <summary>Keys are as good as passwords: they don't cross a network in the clear unless its owner says so.</summary>
    private static void RequireTls(ListenAddress address, string text, KpiHostOptions options)
    {
        if (!address.IsSecure && !address.IsLoopback && !options.AllowPlaintext)
        {
            throw new HostException(
                $"{text} can be reached from other machines without TLS, so keys and data would cross the network in the clear. Write https:// and give --tls-certificate and --tls-key; "
                + "or, where a proxy in front does TLS or the network is trusted, say --allow-plaintext (Kpi__AllowPlaintext=true).");
        }
    }

    private static void RequireCredentials(KpiHostOptions options)
    {
        var gateway = new GatewayOptions { Jwt = options.Jwt };
        foreach (var key in options.AccessKeys())
            gateway.AccessKeys.Add(key);
        try
        {
            gateway.Validate();
        }
        catch (InvalidOperationException exception)
        {
            throw new HostException(exception.Message, exception);
        }
    }
}

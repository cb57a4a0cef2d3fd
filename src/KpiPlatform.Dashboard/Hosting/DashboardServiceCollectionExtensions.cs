using System.IO.Compression;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Live;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KpiPlatform.Dashboard;

/// <summary>Registers the dashboard.</summary>
public static class DashboardServiceCollectionExtensions
{
    /// <summary>
    /// Adds the pages. They need, registered by the host: <see cref="IPlatformChannel"/>, <see cref="ISessionRecords"/>, <see cref="IFormKeys"/>. Map them with
    /// <see cref="DashboardEndpointExtensions.MapKpiDashboard"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Changes the options; null leaves the defaults.</param>
    /// <exception cref="InvalidOperationException">An option is out of its range.</exception>
    public static IServiceCollection AddKpiDashboard(this IServiceCollection services, Action<DashboardOptions>? configure = null)
    {
        var options = new DashboardOptions();
        configure?.Invoke(options);
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignInCheck>();
        services.AddSingleton<SlowAnswers>();
        services.AddScoped<CurrentSession>();
        services.AddSingleton<TrendCache>();
        services.AddSingleton<TrendReader>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<SharedCards>();
        services.AddSingleton<ScorecardFeeds>();
        services.AddSingleton<ChangeFeeds>();
        services.AddSingleton<FragmentRenderer>();
        services.AddRazorComponents();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "kpi-antiforgery";
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });

        // Forms outlive the process as their sessions do, with keys that all hosts have. The framework makes some of its own at start nevertheless,
        // which nothing uses: they stay in memory, since on disk they would only be something to guard.
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider, FormProtection>());
        services.Configure<KeyManagementOptions>(keys =>
        {
            keys.XmlRepository = new MemoryKeyRepository();
            keys.XmlEncryptor = new NullXmlEncryptor();
        });
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        return services;
    }
}

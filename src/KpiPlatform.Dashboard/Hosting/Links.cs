using System.Globalization;
using System.Text;
using KpiPlatform.Dashboard.Sessions;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>The addresses of the pages. The one place that builds them, so that ids are escaped wherever they come from.</summary>
public static class Links
{
    /// <summary>Where to sign in.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>Where the form to sign in is sent.</summary>
    public const string BeginSession = "/session/begin";

    /// <summary>Where the form to sign out is sent.</summary>
    public const string EndSession = "/session/end";

    /// <summary>The tenants that one may see.</summary>
    public const string Tenants = "/tenants";

    /// <summary>How the platform itself is.</summary>
    public const string Platform = "/platform";

    /// <summary>The page to sign in, with a reason and where to go afterwards.</summary>
    public static string SignInWith(SignInProblem problem, string? returnTo) =>
        With(SignIn, ("problem", problem == SignInProblem.None ? null : problem.ToString()), ("return", returnTo));

    /// <summary>A tenant's scorecards.</summary>
    public static string Scorecards(string tenant) => $"{Tenant(tenant)}/scorecards";

    /// <summary>A scorecard.</summary>
    public static string Scorecard(string tenant, string scorecard, string? period = null, string? asOf = null) =>
        With($"{Scorecards(tenant)}/{Escape(scorecard)}", ("period", period), ("as_of", asOf));

    /// <summary>The live stream of a scorecard.</summary>
    /// <param name="tenant">Id of the tenant.</param>
    /// <param name="scorecard">Id of the scorecard.</param>
    /// <param name="period">The period; null for this month.</param>
    /// <param name="shape">What the page is made of, to load it anew once that is not so any more; null for a page that is about a part.</param>
    /// <param name="part">What the ids of the elements begin with that the page is about; null for all of the scorecard.</param>
    public static string Live(string tenant, string scorecard, string? period, string? shape = null, string? part = null) =>
        With($"{Scorecards(tenant)}/{Escape(scorecard)}/live", ("period", period), ("shape", shape), ("part", part));

    /// <summary>The live stream of what is wrong at a tenant.</summary>
    public static string LiveAlerts(string tenant) => Alerts(tenant) + "/live";

    /// <summary>The live stream of a customer.</summary>
    public static string LiveCustomer(string tenant, string customer) => With($"{Tenant(tenant)}/customer/live", ("id", customer));

    /// <summary>The live stream of the hosts.</summary>
    public static string LivePlatform => Platform + "/live";

    /// <summary>What the platform calls a customer.</summary>
    public static string CustomerName(string tenant, string customer) =>
        $"tenants/{tenant}/customers/{customer.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}";

    /// <summary>A scorecard as a file.</summary>
    /// <param name="tenant">Id of the tenant.</param>
    /// <param name="scorecard">Id of the scorecard.</param>
    /// <param name="format">"xlsx", "csv" or "html".</param>
    /// <param name="period">The period; null for this month.</param>
    /// <param name="asOf">As of when; null for now.</param>
    public static string Export(string tenant, string scorecard, string format, string? period = null, string? asOf = null) =>
        With($"{Scorecards(tenant)}/{Escape(scorecard)}/export/{Escape(format)}", ("period", period), ("as_of", asOf));

    /// <summary>The strategy map of a scorecard.</summary>
    public static string StrategyMap(string tenant, string scorecard, string? period = null) =>
        With($"{Scorecards(tenant)}/{Escape(scorecard)}/map", ("period", period));

    /// <summary>Why a scorecard moved.</summary>
    public static string Explain(string tenant, string scorecard, string? period = null) =>
        With($"{Scorecards(tenant)}/{Escape(scorecard)}/explain", ("period", period));

    /// <summary>A tenant's indicators.</summary>
    public static string Indicators(string tenant) => $"{Tenant(tenant)}/indicators";

    /// <summary>An indicator, by itself or with the goal that it has in a scorecard.</summary>
    /// <param name="tenant">Id of the tenant.</param>
    /// <param name="indicator">Catalogue id.</param>
    /// <param name="scorecard">Id of the scorecard; null for none.</param>
    /// <param name="node">"perspective/objective/indicator" in it.</param>
    /// <param name="period">The period it is looked at in.</param>
    /// <param name="asOf">As of when; null for now.</param>
    public static string Indicator(string tenant, string indicator, string? scorecard = null, string? node = null, string? period = null, string? asOf = null) =>
        With($"{Indicators(tenant)}/{Escape(indicator)}", ("scorecard", scorecard), ("node", node), ("period", period), ("as_of", asOf));

    /// <summary>The customers behind an indicator's value.</summary>
    public static string Contributors(string tenant, string indicator, string? period = null, string? asOf = null) =>
        With($"{Indicators(tenant)}/{Escape(indicator)}/customers", ("period", period), ("as_of", asOf));

    /// <summary>A tenant's customers.</summary>
    public static string Customers(string tenant, params ReadOnlySpan<(string Name, string? Value)> query) => With($"{Tenant(tenant)}/customers", query);

    /// <summary>A customer.</summary>
    public static string Customer(string tenant, string customer, params ReadOnlySpan<(string Name, string? Value)> query) =>
        With($"{Tenant(tenant)}/customer", [("id", customer), .. query]);

    /// <summary>Cohorts of a tenant's customers.</summary>
    public static string Cohorts(string tenant) => $"{Tenant(tenant)}/cohorts";

    /// <summary>What is wrong at a tenant, and what is done about it.</summary>
    /// <param name="tenant">Id of the tenant.</param>
    /// <param name="scorecard">Id of the only scorecard to look at; null for all.</param>
    public static string Alerts(string tenant, string? scorecard = null) => With($"{Tenant(tenant)}/alerts", ("scorecard", scorecard));

    /// <summary>Where the form of an action is sent.</summary>
    public static string AlertAction(string tenant, string action) => $"{Alerts(tenant)}/{Escape(action)}";

    /// <summary>What a tenant sends, and what of it was refused.</summary>
    public static string Quality(string tenant) => $"{Tenant(tenant)}/quality";

    /// <summary>An address with a query; what is null or empty is left out.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{separator}{name}={Escape(value)}");
            separator = '&';
        }

        return text.ToString();
    }

    /// <summary>An address if it is one of this site, to return to; else null: nobody is to be sent elsewhere by a link to sign in.</summary>
    public static string? LocalOrNull(string? address) =>
        address is ['/', not ('/' or '\\'), ..] && !address.AsSpan().ContainsAnyInRange('\0', '\x1f') && !address.Contains('\\', StringComparison.Ordinal)
            ? address
            : null;

    private static string Tenant(string tenant) => $"{Tenants}/{Escape(tenant)}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}

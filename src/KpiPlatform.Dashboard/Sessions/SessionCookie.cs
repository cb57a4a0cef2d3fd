using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>The cookie that holds the id of a session, and nothing else.</summary>
internal static class SessionCookie
{
    /// <summary>Its name.</summary>
    public const string Name = "kpi-session";

    /// <summary>What the browser sent; null if nothing.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name];

    /// <summary>Gives the browser an id.</summary>
    public static void Write(HttpContext context, Session session) =>
        context.Response.Cookies.Append(Name, session.Id, Options(context));

    /// <summary>Takes it away.</summary>
    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    // It has no expiry of its own, so that it ends with the browser at the latest. Behind a proxy that ends TLS, Secure depends on the
    // proxy telling the scheme; the host's own listener has none.
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        IsEssential = true,
        Path = "/",
    };
}

using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>
/// Headers of every answer of the dashboard. The policy allows what the dashboard itself serves and nothing else: no inline script or
/// style, no frame, no other site, so that a name that somebody chose with care stays text even if a page failed to escape it.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>The content security policy.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Sets them.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="mayBeKept">Whether browsers may keep the answer: assets, never pages.</param>
    public static void Write(HttpResponse response, bool mayBeKept = false)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = mayBeKept ? "public, max-age=31536000, immutable" : "no-cache, no-store";
        if (!mayBeKept)
            headers.Pragma = "no-cache";
    }
}

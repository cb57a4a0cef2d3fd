using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>A page that stands by itself, for what goes wrong around pages: it needs nothing that may be what went wrong.</summary>
internal static class PlainPage
{
    /// <summary>Answers that nobody can be told who they are at the moment, and looks again by itself.</summary>
    public static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers["Refresh"] = "5";
        return WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "The platform cannot answer now",
            "Its database does not answer. This page looks again by itself; nothing that was acknowledged is lost, and you stay signed in.");
    }

    /// <summary>Answers with a title, a text, and a way back.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string text)
    {
        SecurityHeaders.Write(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var html = HtmlEncoder.Default;
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <title>{html.Encode(title)} · KpiPlatform</title><link rel="icon" type="image/svg+xml" href="{EmbeddedAssets.Icon}"><link rel="stylesheet" href="{EmbeddedAssets.StyleSheet}"></head>
            <body><main><h1>{html.Encode(title)}</h1><p>{html.Encode(text)}</p><p><a class="button" href="/">To the start</a></p></main></body>
            </html>
            """,
            context.RequestAborted);
    }
}

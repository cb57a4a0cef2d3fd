using System.Net;
using System.Text.RegularExpressions;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>A browser without eyes: keeps cookies, follows nothing by itself.</summary>
internal sealed partial class Visitor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };

    public Visitor(Uri address) => Http = new HttpClient(_handler) { BaseAddress = address };

    public HttpClient Http { get; }

    public CookieCollection Cookies => _handler.CookieContainer.GetCookies(Http.BaseAddress!);

    /// <summary>A visitor who has signed in.</summary>
    public static async Task<Visitor> SignedInAsync(DashboardHost host, string? key = null)
    {
        var visitor = new Visitor(host.Web);
        (await visitor.SignInAsync(key ?? host.Key)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return visitor;
    }

    /// <summary>A page once everything of it is computed: looks again as a browser would.</summary>
    public async Task<string> ReadyAsync(string address)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await Http.GetAsync(address, patience.Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            if (!answer.Headers.Contains("Refresh"))
                return await answer.Content.ReadAsStringAsync();
        }
    }

    /// <summary>Fills in the form to sign in, and sends it.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string key, string returnTo = "") => await PostAsync("/sign-in", "/session/begin", ("key", key), ("return", returnTo));

    /// <summary>Sends a form of a page, with the token that the page has for it.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        return await PostWithAsync(await TokenAsync(page), action, fields);
    }

    /// <summary>The token that a page has for its forms.</summary>
    public async Task<string> TokenAsync(string page) => Token().Match(await Http.GetStringAsync(page)).Groups["token"].Value;

    /// <summary>Sends a form with a token of the caller's choice.</summary>
    public async Task<HttpResponseMessage> PostWithAsync(string token, string action, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await Http.PostAsync(action, content);
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"(?<token>[^\"]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}

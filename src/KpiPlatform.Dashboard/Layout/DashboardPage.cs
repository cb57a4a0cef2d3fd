using Grpc.Core;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Layout;

/// <summary>
/// A page of somebody who is signed in. It loads everything before a byte is sent, so that what fails decides the status of the answer, and
/// what is shown belongs together.
/// </summary>
public abstract class DashboardPage : ComponentBase
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [Inject]
    internal CurrentSession Current { get; set; } = null!;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    [Inject]
    internal SessionStore Sessions { get; set; } = null!;

    [Inject]
    internal SlowAnswers Slow { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    /// <summary>The platform's services with the key of whoever is signed in.</summary>
    protected PlatformClients Kpi => Current.Clients;

    /// <summary>Why there is nothing to show; null if there is.</summary>
    protected Failure? Failure { get; private set; }

    /// <summary>Whether something that the page shows is still being computed: it asks again by itself.</summary>
    protected bool IsComputing { get; private set; }

    /// <summary>Address of this page, with its query.</summary>
    protected string Address => Http.Request.Path + Http.Request.QueryString;

    /// <summary>Ends with the request.</summary>
    protected CancellationToken Aborted => Http.RequestAborted;

    /// <inheritdoc/>
    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        // Here rather than in OnInitializedAsync, which renders a first time before it is done: without anything to show.
        parameters.SetParameterProperties(this);
        try
        {
            await LoadAsync();
        }
        catch (RpcException exception)
        {
            await FailAsync(Failure.Of(exception));
        }
        catch (FormatException exception)
        {
            await FailAsync(new Failure("That cannot be shown", exception.Message, "Correct the entry and try again.", StatusCodes.Status400BadRequest));
        }

        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Reads what the page shows. A call that fails, or an entry that cannot be read (<see cref="FormatException"/>), may be thrown on.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Options of a call.</summary>
    protected CallOptions Call() => Kpi.Call(Aborted);

    /// <summary>Runs what the page can do without: says why it is missing rather than showing nothing at all.</summary>
    /// <param name="load">What to load.</param>
    /// <returns>Why it is missing; null if it is there.</returns>
    protected static async Task<Failure?> TryAsync(Func<Task> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        try
        {
            await load();
            return null;
        }
        catch (RpcException exception) when (exception.StatusCode != StatusCode.Unauthenticated)
        {
            return Failure.Of(exception);
        }
    }

    /// <summary>Asks something that may take long, and waits for it a little.</summary>
    /// <param name="ask">Makes the call, with options that let it go on when the page is gone.</param>
    /// <returns>The answer; null if it is still being computed, and then <see cref="IsComputing"/> is true.</returns>
    protected async Task<T?> WaitForAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> ask)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ask);
        var clients = Kpi;
        var answer = await Slow.WaitAsync(Current.Session!.Fingerprint, Address, () => ask(clients.LongCall(CancellationToken.None)).ResponseAsync, Aborted);
        if (answer is null)
        {
            IsComputing = true;
            Http.Response.Headers["Refresh"] = "1";
        }

        return answer;
    }

    private async Task FailAsync(Failure failure)
    {
        Failure = failure;
        if (failure.SignsOut && Current.Session is { } session)
        {
            // The platform does not take the key any more, so that the session is of no use.
            await TryEndAsync(session);
            SessionCookie.Delete(Http);
            Navigation.NavigateTo(Links.SignInWith(SignInProblem.Ended, Http.Request.Path + Http.Request.QueryString));
            return;
        }

        // Once everything is rendered: the framework shows nothing at all of a page that calls itself not found before.
        Http.Response.OnStarting(() =>
        {
            Http.Response.StatusCode = failure.HttpStatus;
            return Task.CompletedTask;
        });
    }

    private async Task TryEndAsync(Session session)
    {
        try
        {
            await Sessions.EndAsync(session, Aborted);
        }
        catch (SessionsUnavailableException)
        {
            // Its key opens nothing, so that it may as well end by time.
        }
    }
}

using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Finds objectives and indicators whose review date has come, page by page of scorecards.</summary>
internal sealed class OverdueReviewLister(ScorecardLister lister, CallerDefinitions definitions, TimeProvider time)
{
    /// <summary>One page.</summary>
    public async Task<ListOverdueReviewsResponse> ListAsync(ListOverdueReviewsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var calendar = (await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant)).Calendar;
        var day = request.Date.Length == 0 ? calendar.DayOf(time.Now()) : LocalDay.Parse(request.Date, "date");

        var page = new ListScorecardsRequest { Parent = request.Parent, PageSize = request.PageSize, PageToken = request.PageToken };
        var scorecards = await lister.ListAsync(page, cancellationToken);
        var response = new ListOverdueReviewsResponse { NextPageToken = scorecards.NextPageToken };
        foreach (var scorecard in scorecards.Scorecards)
            response.Reviews.AddRange(Overdue(scorecard, day));
        return response;
    }

    private static IEnumerable<OverdueReview> Overdue(ScorecardDefinition scorecard, int day)
    {
        foreach (var perspective in scorecard.Perspectives)
        {
            foreach (var objective in perspective.Objectives)
            {
                if (HasCome(objective.RetiredOn, day))
                    continue;
                if (HasCome(objective.ReviewDate, day))
                    yield return Review(scorecard, perspective, objective, string.Empty, objective.Title, objective.Owner, objective.ReviewDate);
                foreach (var indicator in objective.Indicators)
                {
                    if (HasCome(indicator.ReviewDate, day) && !HasCome(indicator.RetiredOn, day))
                        yield return Review(scorecard, perspective, objective, indicator.Id, indicator.Title, indicator.Owner.Length > 0 ? indicator.Owner : objective.Owner, indicator.ReviewDate);
                }
            }
        }
    }

    private static bool HasCome(string date, int day) => date.Length > 0 && LocalDay.Parse(date, "date") <= day;

    private static OverdueReview Review(
        ScorecardDefinition scorecard, Perspective perspective, Objective objective, string indicator, string title, string owner, string date) => new()
        {
            Scorecard = scorecard.Name,
            Perspective = perspective.Id,
            Objective = objective.Id,
            Indicator = indicator,
            Title = title.Length > 0 ? title : indicator.Length > 0 ? indicator : objective.Id,
            Owner = owner,
            ReviewDate = date,
        };
}

using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Versions, closed periods, overrides and comments of a scorecard. The scorecard's grain checks and keeps them.</summary>
internal sealed class ScorecardRecords(CallerGrains grains, CallerDefinitions definitions, TimeProvider time)
{
    private const int DefaultPageSize = 50;

    /// <summary>A definition by version or instant.</summary>
    public async Task<Protocol.V1.ScorecardDefinition> GetDefinitionAsync(GetScorecardDefinitionRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        var asOf = Times.Read(request.AsOfTime, "as_of_time");
        if (request.Version < 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"Versions count from 1; there is no {request.Version}.", "version");
        if (request.Version > 0 && asOf is not null)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "Give either version or as_of_time, not both.", "as_of_time");
        var grain = Grain(tenant, id);
        var reply = request.Version == 0 && asOf is null
            ? await grain.Get(cancellationToken)
            : await grain.GetVersion(new(request.Version == 0 ? null : request.Version, asOf?.ToUnixTimeTicks()), cancellationToken);
        return ScorecardDefinitions.ToProto(tenant, id, reply.Require());
    }

    /// <summary>Versions of a definition, the newest first.</summary>
    public async Task<ListScorecardVersionsResponse> ListVersionsAsync(ListScorecardVersionsRequest request, CancellationToken cancellationToken)
    {
        var grain = Grain(request.Name, "name");
        var marks = Read<List<VersionMark>>(await grain.ListVersions(cancellationToken));
        marks.Reverse();
        var (page, next) = Page(request, request.PageSize, request.PageToken, marks);
        var response = new ListScorecardVersionsResponse { NextPageToken = next };
        response.Versions.AddRange(page.Select(mark => new ScorecardVersion { Version = mark.Version, CreateTime = Times.Of(mark.From), Available = mark.Available }));
        return response;
    }

    /// <summary>Closes a period.</summary>
    public async Task<ClosedPeriod> ClosePeriodAsync(ClosePeriodRequest request, CancellationToken cancellationToken)
    {
        var (tenant, _) = ResourceNames.ParseScorecard(request.Name, "name");
        var closure = Read<PeriodClosure>(await Grain(request.Name, "name").ClosePeriod(new(request.Period, request.ClosedBy), cancellationToken));
        return ToProto(closure, await CalendarAsync(tenant, cancellationToken));
    }

    /// <summary>Periods that somebody closed, the last first.</summary>
    public async Task<ListClosedPeriodsResponse> ListClosedAsync(ListClosedPeriodsRequest request, CancellationToken cancellationToken)
    {
        var (tenant, _) = ResourceNames.ParseScorecard(request.Name, "name");
        var closures = Read<List<PeriodClosure>>(await Grain(request.Name, "name").ListClosures(cancellationToken));
        var calendar = await CalendarAsync(tenant, cancellationToken);
        var (page, next) = Page(request, request.PageSize, request.PageToken, closures);
        var response = new ListClosedPeriodsResponse { NextPageToken = next };
        response.ClosedPeriods.AddRange(page.Select(closure => ToProto(closure, calendar)));
        return response;
    }

    /// <summary>Overrides an indicator.</summary>
    public async Task<Override> CreateOverrideAsync(CreateOverrideRequest request, CancellationToken cancellationToken)
    {
        var sent = request.Override ?? throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "override is required.", "override");
        var entered = new ScorecardOverride
        {
            Indicator = sent.Indicator,
            Period = sent.Period,
            Value = sent.HasValue ? sent.Value : null,
            Performance = sent.HasPerformance ? sent.Performance : null,
            Author = sent.Author,
            Reason = sent.Reason,
            ExpiresAt = Times.Read(sent.ExpireTime, "override.expire_time") ?? default,
            RequestId = request.RequestId,
        };
        return ToProto(Read<ScorecardOverride>(await Grain(request.Parent, "parent").CreateOverride(new(GrainJson.Write(entered)), cancellationToken)));
    }

    /// <summary>Takes an override back.</summary>
    public async Task<Override> WithdrawOverrideAsync(WithdrawOverrideRequest request, CancellationToken cancellationToken) =>
        ToProto(Read<ScorecardOverride>(await Grain(request.Parent, "parent").WithdrawOverride(request.Id, cancellationToken)));

    /// <summary>Overrides, the newest first.</summary>
    public async Task<ListOverridesResponse> ListOverridesAsync(ListOverridesRequest request, CancellationToken cancellationToken)
    {
        var overrides = Read<List<ScorecardOverride>>(await Grain(request.Parent, "parent").ListOverrides(request.Period, cancellationToken));
        var (page, next) = Page(request, request.PageSize, request.PageToken, overrides);
        var response = new ListOverridesResponse { NextPageToken = next };
        response.Overrides.AddRange(page.Select(ToProto));
        return response;
    }

    /// <summary>Adds a comment.</summary>
    public async Task<Comment> CreateCommentAsync(CreateCommentRequest request, CancellationToken cancellationToken)
    {
        var sent = request.Comment ?? throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "comment is required.", "comment");
        var comment = new ScorecardComment { Indicator = sent.Indicator, Period = sent.Period, Author = sent.Author, Text = sent.Text };
        return ToProto(Read<ScorecardComment>(await Grain(request.Parent, "parent").CreateComment(new(GrainJson.Write(comment)), cancellationToken)));
    }

    /// <summary>Comments on a period.</summary>
    public async Task<ListCommentsResponse> ListCommentsAsync(ListCommentsRequest request, CancellationToken cancellationToken)
    {
        if (request.Period.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "period is required.", "period");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString()) ?? string.Empty;
        var query = new CommentQuery(request.Period, request.Indicator, after, size);
        var comments = Read<List<ScorecardComment>>(await Grain(request.Parent, "parent").ListComments(query, cancellationToken));
        var response = new ListCommentsResponse();
        response.Comments.AddRange(comments.Select(ToProto));
        if (comments.Count == size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write($"{comments[^1].Indicator}/{comments[^1].Id}"));
        return response;
    }

    private static T Read<T>(Reply<ScorecardRecord> reply) => GrainJson.Read<T>(reply.Require().Json);

    private static (IEnumerable<T> Page, string NextPageToken) Page<T>(Google.Protobuf.IMessage request, int pageSize, string pageToken, List<T> all)
    {
        var size = PageSize.Of(pageSize, DefaultPageSize);
        var skip = PageToken.Read(request, pageToken, reader => reader.ReadInt32());
        var next = skip + size < all.Count ? PageToken.Create(request, writer => writer.Write(skip + size)) : string.Empty;
        return (all.Skip(skip).Take(size), next);
    }

    private static ClosedPeriod ToProto(PeriodClosure closure, TenantCalendar calendar) => new()
    {
        Period = IndicatorValues.ToProto(KpiPeriod.Between(calendar, closure.FromDay, closure.ToDay)),
        CloseTime = Times.Of(closure.ClosedAt),
        ClosedBy = closure.ClosedBy,
        DefinitionVersion = closure.DefinitionVersion,
        Token = ConsistencyToken.Encode(closure.Positions),
    };

    private static Comment ToProto(ScorecardComment comment) => new()
    {
        Id = comment.Id,
        Indicator = comment.Indicator,
        Period = comment.Period,
        Author = comment.Author,
        Text = comment.Text,
        CreateTime = Times.Of(comment.CreatedAt),
    };

    private Override ToProto(ScorecardOverride entered)
    {
        var proto = new Override
        {
            Id = entered.Id,
            Indicator = entered.Indicator,
            Period = entered.Period,
            Author = entered.Author,
            Reason = entered.Reason,
            ExpireTime = Times.Of(entered.ExpiresAt),
            CreateTime = Times.Of(entered.CreatedAt),
            WithdrawTime = Times.Of(entered.WithdrawnAt),
            InForce = entered.IsInForce(time.Now()),
        };
        if (entered.Value is { } value)
            proto.Value = value;
        if (entered.Performance is { } performance)
            proto.Performance = performance;
        return proto;
    }

    private async Task<TenantCalendar> CalendarAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant)).Calendar;

    private IScorecardGrain Grain(string name, string field)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(name, field);
        return Grain(tenant, id);
    }

    private IScorecardGrain Grain(TenantId tenant, ScorecardId id) => grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, id));
}

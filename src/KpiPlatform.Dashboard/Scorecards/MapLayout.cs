using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>Where the objectives of a strategy map stand: a lane for each perspective, in the scorecard's order. Immutable.</summary>
public sealed class MapLayout
{
    /// <summary>Width of the picture.</summary>
    public const int Width = 960;

    /// <summary>Height of a lane.</summary>
    public const int LaneHeight = 112;

    /// <summary>Height of an objective.</summary>
    public const int NodeHeight = 54;

    private const int LaneGap = 34;
    private const int Margin = 14;
    private const int NodeTop = 38;
    private const double NodeWidthMax = 290;
    private const double LetterWidth = 8.2;
    private readonly Dictionary<string, Node> _byName;
    private readonly IReadOnlyList<StrategyLink> _strategy;

    private MapLayout(IReadOnlyList<Lane> lanes, Dictionary<string, Node> nodes, IReadOnlyList<StrategyLink> strategy)
    {
        Lanes = lanes;
        _byName = nodes;
        _strategy = strategy;
        Links = Route([.. strategy.Where(link => link.Cause != link.Effect && nodes.ContainsKey(link.Cause) && nodes.ContainsKey(link.Effect)).Select(link => (nodes[link.Cause], nodes[link.Effect]))]);
    }

    /// <summary>Height of the picture.</summary>
    public int Height => Math.Max(LaneHeight, (Lanes.Count * (LaneHeight + LaneGap)) - LaneGap);

    /// <summary>The perspectives.</summary>
    public IReadOnlyList<Lane> Lanes { get; }

    /// <summary>The objectives.</summary>
    public IEnumerable<Node> Nodes => _byName.Values;

    /// <summary>The lines.</summary>
    public IReadOnlyList<Link> Links { get; }

    /// <summary>Lays a scorecard out.</summary>
    public static MapLayout Of(Scorecard card, ScorecardDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(definition);
        var lanes = new List<Lane>();
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var perspective in card.Perspectives)
        {
            var lane = new Lane(lanes.Count * (LaneHeight + LaneGap), Words.OrId(perspective.Title, perspective.Id));
            lanes.Add(lane);
            var slot = (Width - Margin) / (double)Math.Max(1, perspective.Objectives.Count);
            for (var i = 0; i < perspective.Objectives.Count; i++)
            {
                var width = Math.Min(NodeWidthMax, slot - Margin);
                var objective = perspective.Objectives[i];
                var x = Margin + (i * slot) + ((slot - Margin - width) / 2);
                nodes[$"{perspective.Id}/{objective.Id}"] = new Node(x, lane.Y + NodeTop, width, objective, lane.Title, NodeIds.Objective(perspective.Id, objective.Id));
            }
        }

        return new MapLayout(lanes, nodes, definition.StrategyMap);
    }

    /// <summary>As much of a text as there is room for.</summary>
    public static string Cut(string text, double width)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letters = Math.Max(4, (int)((width - (2 * Margin)) / LetterWidth));
        return text.Length <= letters ? text : text[..(letters - 1)] + "…";
    }

    /// <summary>Titles of the objectives that an objective helps, and why.</summary>
    public IReadOnlyList<(string Effect, string Why)> EffectsOf(Node node) =>
        [.. _strategy
            .Where(link => _byName.TryGetValue(link.Cause, out var cause) && cause == node && _byName.ContainsKey(link.Effect))
            .Select(link => (Words.OrId(_byName[link.Effect].Objective.Title, _byName[link.Effect].Objective.Id), link.Description))];

    /// <summary>
    /// From the near edge of the one to the near edge of the other; within a lane, around from above. Where several lines meet an edge each
    /// has a place of its own, in the order of where they lead, so that it can be told which has the arrow.
    /// </summary>
    private static IReadOnlyList<Link> Route(IReadOnlyList<(Node Cause, Node Effect)> lines)
    {
        var ends = lines
            .SelectMany((line, index) => new[] { new End(line.Cause, IsAbove(line.Effect, line.Cause), line.Effect, index), new End(line.Effect, IsAbove(line.Cause, line.Effect), line.Cause, index) })
            .GroupBy(end => (end.Node, end.Top))
            .SelectMany(edge => edge.OrderBy(end => Middle(end.Other)).Select((end, place) => (end.Line, end.Node, X: end.Node.X + (end.Node.Width * (place + 1) / (edge.Count() + 1)))))
            .ToDictionary(end => (end.Line, end.Node), end => end.X);
        return [.. lines.Select((line, index) => new Link(PathOf(line.Cause, ends[(index, line.Cause)], line.Effect, ends[(index, line.Effect)])))];
    }

    private static bool IsAbove(Node one, Node other) => one.Y <= other.Y;

    private static double Middle(Node node) => node.X + (node.Width / 2);

    private static string PathOf(Node cause, double x1, Node effect, double x2)
    {
        if (cause.Y == effect.Y)
            return $"M{Numbers.Plain(x1)} {cause.Y}C{Numbers.Plain(x1)} {cause.Y - 26} {Numbers.Plain(x2)} {effect.Y - 26} {Numbers.Plain(x2)} {effect.Y}";
        var (y1, y2) = cause.Y > effect.Y ? (cause.Y, effect.Y + NodeHeight) : (cause.Y + NodeHeight, effect.Y);
        var middle = (y1 + y2) / 2;
        return $"M{Numbers.Plain(x1)} {y1}C{Numbers.Plain(x1)} {middle} {Numbers.Plain(x2)} {middle} {Numbers.Plain(x2)} {y2}";
    }

    /// <summary>A perspective.</summary>
    /// <param name="Y">Its upper edge.</param>
    /// <param name="Title">What it is called.</param>
    public sealed record Lane(int Y, string Title);

    /// <summary>An objective.</summary>
    /// <param name="X">Its left edge.</param>
    /// <param name="Y">Its upper edge.</param>
    /// <param name="Width">Its width.</param>
    /// <param name="Objective">Its values.</param>
    /// <param name="Perspective">Title of its perspective.</param>
    /// <param name="ElementId">Id of its element on the scorecard's page.</param>
    public sealed record Node(double X, int Y, double Width, ObjectiveResult Objective, string Perspective, string ElementId);

    /// <summary>A line from a cause to an effect.</summary>
    /// <param name="Path">As an SVG path.</param>
    public sealed record Link(string Path);

    /// <summary>Where a line meets an objective: at its upper or its lower edge.</summary>
    private readonly record struct End(Node Node, bool Top, Node Other, int Line);
}

using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

/// <summary>Every link from page to page leads somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages =>
    [
        .. Repository.Find("docs", "*.md"), .. Repository.Find("infra", "*.md"),
        .. Directory.EnumerateFiles(Repository.Root, "*.md").Select(p => Path.GetFileName(p)!),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings(string page)
    {
        var links = Pattern.Pairs(Repository.Read(page), @"\]\(([^)#\s]*)(#[^)\s]+)?\)");

        Assert.DoesNotContain(links, link => !link.First.Contains(':') && IsBroken(page, link.First, link.Second));
    }

    private static bool IsBroken(string page, string path, string heading)
    {
        var target = path.Length == 0 ? page : Path.Join(Path.GetDirectoryName(page), path);
        var file = Path.GetFullPath(Path.Join(Repository.Root, target));
        return !Path.Exists(file) || (heading.Length > 0 && !Headings(file).Contains(heading[1..], StringComparer.Ordinal));
    }

    // As GitHub makes them: lower case, hyphens for spaces, and nothing else but letters, digits and underscores.
    private static IEnumerable<string> Headings(string file) => Pattern.Matches(File.ReadAllText(file), "^#+ (.+?) *$")
        .Select(heading => string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-'));
}

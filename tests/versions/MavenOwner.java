import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/**
 * Which versions does Maven's own VersionRange admit? Reads lines of "range versions…" (the range in base64), writes
 * a line of 0 and 1 for each, or "invalid". With a first argument "order" it reads two base64 versions a line and
 * writes how they compare.
 */
class MavenOwner {
  public static void main(String[] arguments) throws Exception {
    boolean order = arguments.length > 0 && arguments[0].equals("order");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      out.println(order ? compared(words) : admitted(words));
    }
    out.flush();
  }

  static String text(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }

  static int compared(String[] words) {
    return Integer.signum(new DefaultArtifactVersion(text(words[0])).compareTo(new DefaultArtifactVersion(text(words[1]))));
  }

  static String admitted(String[] words) {
    VersionRange range;
    try {
      range = VersionRange.createFromVersionSpec(text(words[0]));
    } catch (InvalidVersionSpecificationException error) {
      return "invalid";
    }
    StringBuilder bits = new StringBuilder();
    for (int index = 1; index < words.length; index++) {
      bits.append(range.containsVersion(new DefaultArtifactVersion(words[index])) ? '1' : '0');
    }
    return bits.toString();
  }
}

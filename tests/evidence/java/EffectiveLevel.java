import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import javax.tools.ToolProvider;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.ReaderFactory;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/**
 * What is a pom's effective model to Maven itself? Reads lines of base64 words: the pom, the JDK's version, profiles
 * on, profiles off, user properties. Writes a line of `name=value` parted by tabs, or `error` and why. With a first
 * argument "read" it reads base64 poms and writes whether they are taken; with "compile" it reads arguments of javac
 * and writes whether they are taken.
 */
class EffectiveLevel {
  static final String GROUP = "org.apache.maven.plugins:";
  static final String[] OPTIONS = {"release", "source", "target"};

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    boolean read = arguments.length > 0 && arguments[0].equals("read");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (arguments.length > 0 && arguments[0].equals("compile")) {
        out.println(compiled(line.split(" ")));
        continue;
      }
      if (read) {
        out.println(taken(Base64.getDecoder().decode(line)));
        continue;
      }
      String[] words = line.split(" ", -1);
      for (int i = 0; i < words.length; i++) {
        words[i] = new String(Base64.getDecoder().decode(words[i]), StandardCharsets.UTF_8);
      }
      try {
        out.println(shown(effective(words), properties(words[4])));
      } catch (ModelBuildingException error) {
        out.println("error\t" + error.getMessage().replaceAll("\\s+", " "));
      }
    }
    out.flush();
  }

  /** Whether javac compiles an empty class with these arguments and a folder for its output at the end. */
  static String compiled(String[] arguments) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    int status = ToolProvider.getSystemJavaCompiler().run(null, none, none, arguments);
    return status == 0 ? "taken" : "refused";
  }

  /** Whether Maven's reader takes a pom. */
  static String taken(byte[] pom) {
    try {
      new MavenXpp3Reader().read(ReaderFactory.newXmlReader(new ByteArrayInputStream(pom)), true);
      return "taken";
    } catch (IOException | XmlPullParserException error) {
      return "refused " + error.getMessage().replaceAll("\\s+", " ");
    }
  }

  static Properties properties(String lines) {
    Properties found = new Properties();
    lines.lines().forEach(line -> found.setProperty(line.split("=", 2)[0], line.split("=", 2)[1]));
    return found;
  }

  static List<String> listed(String names) {
    return names.isEmpty() ? List.of() : Arrays.asList(names.split(","));
  }

  static Model effective(String[] words) throws ModelBuildingException {
    Properties system = new Properties();
    system.setProperty("java.version", words[1]);
    DefaultModelBuildingRequest request = new DefaultModelBuildingRequest();
    request.setPomFile(new File(words[0]));
    request.setProcessPlugins(true);
    request.setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL);
    request.setSystemProperties(system);
    request.setUserProperties(properties(words[4]));
    request.setActiveProfileIds(listed(words[2]));
    request.setInactiveProfileIds(listed(words[3]));
    return new DefaultModelBuilderFactory().newInstance().build(request).getEffectiveModel();
  }

  static String shown(Model model, Properties user) {
    List<String> fields = new ArrayList<>();
    Plugin compiler = plugin(model, "maven-compiler-plugin", true);
    for (String option : OPTIONS) {
      fields.add("configured." + option + "=" + text(configuration(compiler), option));
      String name = "maven.compiler." + option;
      fields.add("property." + option + "=" + user.getProperty(name, model.getProperties().getProperty(name)));
    }
    fields.add("compiled=" + compiled(compiler));
    fields.add("enforced=" + enforced(plugin(model, "maven-enforcer-plugin", false)));
    fields.add("version=" + model.getVersion());
    fields.add("packaging=" + model.getPackaging());
    fields.add("modules=" + String.join(",", model.getModules()));
    return String.join("\t", fields);
  }

  /** A plugin of the build; one that the life cycle brings is only managed. */
  static Plugin plugin(Model model, String artifact, boolean brought) {
    if (model.getBuild() == null) {
      return null;
    }
    Plugin found = model.getBuild().getPluginsAsMap().get(GROUP + artifact);
    PluginManagement management = model.getBuild().getPluginManagement();
    if (found == null && brought && management != null) {
      found = management.getPluginsAsMap().get(GROUP + artifact);
    }
    return found;
  }

  static Xpp3Dom configuration(Plugin plugin) {
    return plugin == null ? null : (Xpp3Dom) plugin.getConfiguration();
  }

  static String text(Xpp3Dom element, String... path) {
    for (String name : path) {
      element = element == null ? null : element.getChild(name);
    }
    return element == null || element.getValue() == null || element.getValue().isEmpty() ? "null" : element.getValue();
  }

  /** The configured levels of each execution that compiles the app, as the life cycle and the plugin run them. */
  static String compiled(Plugin plugin) {
    List<String> found = new ArrayList<>();
    boolean overridden = false;
    for (PluginExecution execution : plugin == null ? List.<PluginExecution>of() : plugin.getExecutions()) {
      boolean first = execution.getId().equals("default-compile");
      overridden |= first;
      if ((first || execution.getGoals().contains("compile")) && !"none".equals(execution.getPhase())) {
        found.add(levels((Xpp3Dom) execution.getConfiguration()));
      }
    }
    if (!overridden || (found.isEmpty() && plugin != null)) {
      found.add(levels(configuration(plugin)));
    }
    return String.join(",", found);
  }

  static String levels(Xpp3Dom configuration) {
    List<String> found = new ArrayList<>();
    for (String option : OPTIONS) {
      found.add(text(configuration, option));
    }
    return String.join("/", found);
  }

  static String enforced(Plugin plugin) {
    List<String> versions = new ArrayList<>();
    for (PluginExecution execution : plugin == null ? List.<PluginExecution>of() : plugin.getExecutions()) {
      if (execution.getGoals().contains("enforce") && !"none".equals(execution.getPhase())) {
        Xpp3Dom rules = execution.getConfiguration() == null ? null : ((Xpp3Dom) execution.getConfiguration()).getChild("rules");
        for (Xpp3Dom rule : rules == null ? new Xpp3Dom[0] : rules.getChildren("requireJavaVersion")) {
          if (!text(rule, "version").equals("null")) {
            versions.add(text(rule, "version"));
          }
        }
      }
    }
    return String.join(",", versions);
  }
}
